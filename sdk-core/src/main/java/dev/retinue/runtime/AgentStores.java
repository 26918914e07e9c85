package dev.retinue.runtime;

import dev.retinue.consolidation.ConsolidatingMemory;
import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.MemoryChange;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.file.WholeFile;
import dev.retinue.health.Health;
import dev.retinue.history.Archive;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournalView;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passages;
import dev.retinue.label.Label;
import dev.retinue.memory.DamagedMemoryException;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.policy.Policy;
import dev.retinue.run.internal.AgentWorld;
import dev.retinue.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder and stores of one agent, opened on first use. An opened store is first brought up to
 * the journal. Thread-safe.
 */
final class AgentStores implements AgentWorld, AutoCloseable {
  /** What the names in a definition come to. */
  record Means(Map<String, Tool> tools, Policy policy) {}

  /** What the runtime gives to the stores of all agents. */
  record Shared(
      Journal journal,
      Workers workers,
      Supplier<String> ids,
      Clock clock,
      @Nullable Embeddings embeddings,
      @Nullable KnowledgeProvider knowledge,
      Function<Citation, Label> documentLabel,
      OpenStores open,
      Archive archive,
      Upkeep upkeep) {}

  /** The effects that a memory is a view of. */
  static final Set<String> MEMORY_EFFECTS = Set.of("Remember", "Forget", "Rearrange");

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private final AgentDefinition definition;
  private final Means means;
  private final @Nullable Path folder;
  private final @Nullable MemoryProvider memoryProvider;
  private final Shared shared;
  private final Function<AgentDefinition, Means> meansOfOthers;
  private final ReentrantReadWriteLock applying = new ReentrantReadWriteLock();
  private final ReentrantLock committing = new ReentrantLock();
  private final OnDemand<Memory> memory;
  private final OnDemand<Knowledge> knowledge;
  private volatile @Nullable String definitionHash;
  private final ReentrantLock keeping = new ReentrantLock();
  private volatile boolean definitionKept;
  private volatile @Nullable String memoryLoss;

  AgentStores(
      AgentDefinition definition,
      Means means,
      @Nullable Path folder,
      @Nullable MemoryProvider memoryProvider,
      Shared shared,
      Function<AgentDefinition, Means> meansOfOthers) {
    this.definition = definition;
    this.means = means;
    this.folder = folder;
    this.memoryProvider = memoryProvider;
    this.shared = shared;
    this.meansOfOthers = meansOfOthers;
    Runnable commit = () -> commit(shared.journal().end());
    this.memory =
        new OnDemand<>(
            this::openMemory,
            Memory::close,
            shared.open(),
            opened -> folder != null && opened.blocks(),
            commit);
    this.knowledge =
        new OnDemand<>(
            this::openKnowledge, Knowledge::close, shared.open(), opened -> folder != null, commit);
  }

  @Override
  public AgentDefinition definition() {
    return definition;
  }

  @Override
  public String definitionHash() {
    String known = definitionHash;
    if (known == null) {
      known = definition.hash();
      definitionHash = known;
    }
    return known;
  }

  @Override
  public Policy policy() {
    return means.policy();
  }

  @Override
  public Map<String, Tool> tools() {
    return means.tools();
  }

  @Nullable Path folder() {
    return folder;
  }

  /**
   * Writes {@code agent.yaml} on first use; a former definition that differs is moved to the
   * history.
   */
  @Override
  public void keepDefinition() {
    if (folder == null || definitionKept) {
      return;
    }
    keeping.lock(); // The first runs of an agent may start at the same time.
    try {
      if (!definitionKept) {
        keepDefinition(folder);
      }
    } finally {
      keeping.unlock();
    }
  }

  private void keepDefinition(Path folder) {
    Path file = folder.resolve("agent.yaml");
    String yaml = definition.toYaml();
    try {
      if (Files.exists(file)) {
        String former = Files.readString(file);
        if (former.equals(yaml)) {
          definitionKept = true;
          return;
        }
        Path history = Files.createDirectories(folder.resolve("history"));
        Files.writeString(history.resolve("agent-before-" + shared.ids().get() + ".yaml"), former);
        LOG.atInfo()
            .addKeyValue("agent", definition.id())
            .log("the agent's definition changed; the former one is in its history");
      }
      WholeFile.write(file, false, out -> out.write(yaml));
      definitionKept = true;
    } catch (IOException e) {
      throw new SetupException(
          folder.toString(),
          "the folder of agent '" + definition.id() + "' cannot be written: " + e,
          e);
    }
  }

  @Override
  public Path files() {
    if (folder == null) {
      throw new SetupException(
          "files",
          "agent '"
              + definition.id()
              + "' has no files: its runtime is in memory; build it with home(path)");
    }
    Path files = folder.resolve("files");
    try {
      return Files.createDirectories(files);
    } catch (IOException e) {
      throw new SetupException(
          files.toString(), "the folder " + files + " cannot be made: " + e, e);
    }
  }

  @Override
  public Recollections recall(RecallQuery query, Principal principal) throws InterruptedException {
    return memoryProvider == null
        ? Recollections.NOTHING
        : ask(() ->
            memory.use(open -> {
              Recollections recalled = open.recall(query, principal);
              if (open instanceof ConsolidatingMemory counting) {
                counting.used(
                    recalled.relevant().stream().map(found -> found.record().id()).toList());
              }
              return recalled;
            }));
  }

  /** As {@link #recall}, into no context: it does not count as a use. */
  Recollections look(RecallQuery query, Principal principal) throws InterruptedException {
    return memoryProvider == null
        ? Recollections.NOTHING
        : ask(() -> memory.use(open -> open.recall(query, principal)));
  }

  private <T> T ask(Supplier<T> work) throws InterruptedException {
    Memory open = memory.view();
    return open != null && !open.blocks() ? work.get() : shared.workers().call(work::get);
  }

  @Override
  public void keep(MemoryRecord record) throws InterruptedException {
    checkRemembers();
    var unused =
        ask(() ->
            memory.change(open -> {
              open.keep(record);
              if (open instanceof ConsolidatingMemory) {
                shared.upkeep().changed(this, record.context().principal());
              }
              return record;
            }));
  }

  private void checkRemembers() {
    if (memoryProvider == null) {
      throw new MemoryException(
          definition.id(),
          "agent '" + definition.id() + "' has no memory; set memory.type in its definition");
    }
  }

  @Override
  public int forget(MemorySelection selection, Principal principal) throws InterruptedException {
    checkRemembers();
    return ask(() -> memory.change(open -> open.forget(selection, principal)));
  }

  /** See {@link Memory#findsByMeaning}. */
  boolean findsByMeaning() throws InterruptedException {
    return memory == null || ask(() -> memory.use(Memory::findsByMeaning));
  }

  @Override
  public void rearrange(MemoryChange change, Principal principal) throws InterruptedException {
    checkRemembers();
    var unused =
        ask(() ->
            memory.change(open -> {
              consolidating(open).rearrange(change, principal);
              return change;
            }));
  }

  /** See {@link ConsolidatingMemory#review}. */
  Consolidation review(Principal principal, List<MemoryRecord> found) throws InterruptedException {
    checkRemembers();
    return ask(() -> memory.use(open -> consolidating(open).review(principal, found)));
  }

  private ConsolidatingMemory consolidating(Memory opened) {
    if (opened instanceof ConsolidatingMemory consolidating) {
      return consolidating;
    }
    throw new MemoryException(
        definition.id(),
        "the memory of agent '"
            + definition.id()
            + "' cannot be consolidated: add dev.retinue:sdk-memory, or give a memory that can");
  }

  /** By the runtime's clock. */
  Instant now() {
    return shared.clock().instant();
  }

  /** When the memory was last used, as {@link System#nanoTime} counts. */
  long memoryUsedAt() {
    return memory.usedAt();
  }

  /**
   * Hands over what consolidations of this principal's part have removed or made, as far as their
   * runs are kept.
   */
  void rearranged(Principal principal, Consumer<MemoryRecord> reader) {
    Consumer<JournalRecord> read =
        record -> {
          if (record instanceof JournalRecord.RunStarted start
              && start.scope().agent().equals(definition.id())
              && start.scope().principal().equals(principal)) {
            Rearranging.order(start).ifPresent(order -> order.what().records().forEach(reader));
          }
        };
    // The archive has a run before the journal lets go of it: asked in this order, none is missed.
    shared.journal().runs().forEach(run -> read.accept(run.start()));
    shared.archive().read(definition.id(), run -> read.accept(run.records().getFirst()));
  }

  /** See {@link Memory#list}. */
  List<MemoryRecord> list(MemorySelection selection, Principal principal, String after, int limit)
      throws InterruptedException {
    return memoryProvider == null
        ? List.of()
        : ask(() -> memory.use(open -> open.list(selection, principal, after, limit)));
  }

  @Override
  public Passages search(KnowledgeQuery query) throws InterruptedException {
    Passages found = shared.workers().call(() -> knowledge.use(known -> known.search(query)));
    return new Passages(
        found.list().stream()
            .map(passage -> passage.withLabel(shared.documentLabel().apply(passage.citation())))
            .toList());
  }

  @Override
  public DocumentSources scan(String location) throws InterruptedException {
    return shared.workers().call(() -> knowledge.use(known -> known.scan(location)));
  }

  @Override
  public Ingested ingest(DocumentSource source) throws InterruptedException {
    return shared.workers().call(() -> knowledge.change(known -> known.ingest(source)));
  }

  @Override
  public void recover(String kind) throws InterruptedException {
    if (kind.equals("IngestDocument")) {
      shared.workers().call(() -> knowledge.change(Knowledge::committed));
    } else if (memoryProvider != null) {
      shared.workers().call(() -> memory.change(Memory::committed));
    }
  }

  @Override
  public AgentWorld under(AgentDefinition other) {
    return new OtherDefinition(this, other, meansOfOthers.apply(other));
  }

  @Override
  public Lock applying() {
    return applying.readLock();
  }

  @Override
  public boolean canCommitLater() {
    return !knowledge.hasChanged();
  }

  @Override
  public void commit(JournalPosition position) {
    if (!hasChanged() || !hasChangedByAllThatIsJournaled()) {
      return;
    }
    committing.lock();
    try {
      memory.commit(position);
      knowledge.commit(position);
    } finally {
      committing.unlock();
    }
  }

  private boolean hasChanged() {
    return memory.hasChanged() || knowledge.hasChanged();
  }

  /** Waits until what is journaled by now is applied; what comes after may be as well. */
  private boolean hasChangedByAllThatIsJournaled() {
    applying.writeLock().lock();
    try {
      return hasChanged();
    } finally {
      applying.writeLock().unlock();
    }
  }

  /** A damaged memory is put aside, and another filled from what is recorded. */
  private Memory openMemory() {
    MemoryProvider provider = Objects.requireNonNull(memoryProvider);
    StoreLocation location = location("memory");
    Path at = location.folder();
    if (at == null) {
      return filled(provider.open(definition, location), null);
    }
    MemoryRebuild rebuild =
        new MemoryRebuild(definition.id(), at, shared.journal(), shared.archive());
    Memory opened;
    try {
      opened = provider.open(definition, location);
    } catch (DamagedMemoryException e) {
      rebuild.moveAside(e, shared.clock());
      opened = provider.open(definition, location);
    }
    return filled(opened, rebuild.isDue(opened) ? rebuild : null);
  }

  private Memory filled(Memory opened, @Nullable MemoryRebuild rebuild) {
    Consumer<JournaledChange> apply =
        change -> {
          switch (change.effect()) {
            case Effect.Remember remember -> opened.keep(remember.record(), change.at());
            case Effect.Forget forget -> opened.forget(forget.selection(), change.principal());
            case Effect.Rearrange rearrange ->
                consolidating(opened).rearrange(rearrange.change(), change.principal());
            default -> {} // Not of memory.
          }
        };
    boolean filled = false;
    try {
      if (rebuild == null) {
        replay(opened, MEMORY_EFFECTS, apply);
      } else {
        memoryLoss = rebuild.fill(opened, apply);
      }
      filled = true;
      return opened;
    } finally {
      if (!filled) {
        opened.close();
      }
    }
  }

  /** What of the agent is not as it should be. */
  Optional<Health> problem() {
    String loss = memoryLoss;
    return loss == null
        ? Optional.empty()
        : Optional.of(Health.degraded("memory of " + definition.id(), loss));
  }

  private Knowledge openKnowledge() {
    KnowledgeProvider provider = shared.knowledge();
    if (provider == null) {
      throw new SetupException(
          "knowledge",
          "no Knowledge on the class path: add dev.retinue:sdk-rag or call builder().knowledge(..)");
    }
    Knowledge opened = provider.open(definition, location("knowledge"));
    replay(
        opened,
        Set.of("IngestDocument"),
        change -> {
          if (change.effect() instanceof Effect.IngestDocument ingest) {
            opened.ingest(ingest.source());
          }
        });
    return opened;
  }

  /** Applies what the journal holds of this agent and the view has not committed. */
  private void replay(JournalView view, Set<String> kinds, Consumer<JournaledChange> apply) {
    JournalPosition committed = view.committed();
    if (committed.covers(shared.journal().end())) {
      return;
    }
    Map<String, Principal> ours = new HashMap<>();
    for (JournaledRun run : shared.journal().runs()) {
      RunScope scope = run.start().scope();
      if (scope.agent().equals(definition.id())) {
        ours.put(scope.run(), scope.principal());
      }
    }
    shared
        .journal()
        .scan(
            committed,
            (position, record) -> {
              if (record instanceof JournalRecord.Intent intent
                  && kinds.contains(intent.effect())) {
                Principal principal = ours.get(intent.run());
                if (principal != null) {
                  apply.accept(JournaledChange.of(intent, principal));
                }
              }
            });
  }

  private StoreLocation location(String name) {
    return new StoreLocation(
        folder == null ? null : folder.resolve(name), shared.embeddings(), shared.clock());
  }

  /** Closes what is open; what is used again is opened again. */
  @Override
  public void close() {
    shared.upkeep().forget(this);
    memory.close();
    knowledge.close();
    definitionKept = false; // The folder may be moved or erased now.
  }
}

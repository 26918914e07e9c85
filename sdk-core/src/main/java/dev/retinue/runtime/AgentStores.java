package dev.retinue.runtime;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.file.WholeFile;
import dev.retinue.identity.Principal;
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
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import dev.retinue.policy.Policy;
import dev.retinue.run.internal.AgentWorld;
import dev.retinue.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
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
      @Nullable Embeddings embeddings,
      @Nullable KnowledgeProvider knowledge,
      Function<Citation, Label> documentLabel) {}

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private final AgentDefinition definition;
  private final Means means;
  private final @Nullable Path folder;
  private final @Nullable MemoryProvider memoryProvider;
  private final Shared shared;
  private final Function<AgentDefinition, Means> meansOfOthers;
  private final ReentrantReadWriteLock applying = new ReentrantReadWriteLock();
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Memory memory;
  private volatile @Nullable Knowledge knowledge;
  private volatile @Nullable String definitionHash;
  private volatile boolean definitionKept;
  private volatile boolean memoryChanged;
  private volatile boolean knowledgeChanged;

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
    MemoryProvider provider = memoryProvider;
    return provider == null
        ? Recollections.NOTHING
        : ask(provider, memory -> memory.recall(query, principal));
  }

  private <T> T ask(MemoryProvider provider, Function<Memory, T> work) throws InterruptedException {
    Memory open = memory;
    return open != null && !open.blocks()
        ? work.apply(open)
        : shared.workers().call(() -> work.apply(memory(provider)));
  }

  @Override
  public void keep(Turn turn) throws InterruptedException {
    MemoryProvider provider = memoryProvider;
    if (provider != null) {
      memoryChanged = true;
      var unused =
          ask(
              provider,
              memory -> {
                memory.keep(turn);
                return turn;
              });
    }
  }

  @Override
  public Passages search(KnowledgeQuery query) throws InterruptedException {
    Passages found = shared.workers().call(() -> knowledge().search(query));
    return new Passages(
        found.list().stream()
            .map(passage -> passage.withLabel(shared.documentLabel().apply(passage.citation())))
            .toList());
  }

  @Override
  public DocumentSources scan(String location) throws InterruptedException {
    return shared.workers().call(() -> knowledge().scan(location));
  }

  @Override
  public Ingested ingest(DocumentSource source) throws InterruptedException {
    knowledgeChanged = true;
    return shared.workers().call(() -> knowledge().ingest(source));
  }

  @Override
  public void recover(String kind) throws InterruptedException {
    MemoryProvider provider = memoryProvider;
    if (kind.equals("Remember") && provider != null) {
      memoryChanged = true;
      shared.workers().call(() -> memory(provider));
    } else if (kind.equals("IngestDocument")) {
      knowledgeChanged = true;
      shared.workers().call(this::knowledge);
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
  public void commit(JournalPosition position) {
    if (!memoryChanged && !knowledgeChanged) {
      return;
    }
    applying.writeLock().lock();
    try {
      if (memoryChanged && memory != null) {
        memory.commit(position);
        memoryChanged = false;
      }
      if (knowledgeChanged && knowledge != null) {
        knowledge.commit(position);
        knowledgeChanged = false;
      }
    } finally {
      applying.writeLock().unlock();
    }
  }

  private Memory memory(MemoryProvider provider) {
    Memory open = memory;
    if (open != null) {
      return open;
    }
    opening.lock();
    try {
      if (memory == null) {
        Memory opened = provider.open(definition, location("memory"));
        replay(opened, "Remember", effect -> opened.keep(((Effect.Remember) effect).turn()));
        memory = opened;
      }
      return memory;
    } finally {
      opening.unlock();
    }
  }

  private Knowledge knowledge() {
    Knowledge open = knowledge;
    if (open != null) {
      return open;
    }
    KnowledgeProvider provider = shared.knowledge();
    if (provider == null) {
      throw new SetupException(
          "knowledge",
          "no Knowledge on the class path: add dev.retinue:sdk-rag or call builder().knowledge(..)");
    }
    opening.lock();
    try {
      if (knowledge == null) {
        Knowledge opened = provider.open(definition, location("knowledge"));
        replay(
            opened,
            "IngestDocument",
            effect -> opened.ingest(((Effect.IngestDocument) effect).source()));
        knowledge = opened;
      }
      return knowledge;
    } finally {
      opening.unlock();
    }
  }

  /** Applies what the journal holds of this agent and the view has not committed. */
  private void replay(JournalView view, String kind, Consumer<Effect<?>> apply) {
    JournalPosition committed = view.committed();
    Set<String> ours = new HashSet<>();
    for (JournaledRun run : shared.journal().runs()) {
      if (run.start().scope().agent().equals(definition.id())) {
        ours.add(run.start().run());
      }
    }
    shared
        .journal()
        .scan(
            committed,
            (position, record) -> {
              if (record instanceof JournalRecord.Intent intent
                  && intent.effect().equals(kind)
                  && ours.contains(intent.run())) {
                apply.accept(intent.permitted().request().as(Effect.class));
              }
            });
  }

  private StoreLocation location(String name) {
    return new StoreLocation(folder == null ? null : folder.resolve(name), shared.embeddings());
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    if (knowledge != null) {
      knowledge.close();
    }
  }
}

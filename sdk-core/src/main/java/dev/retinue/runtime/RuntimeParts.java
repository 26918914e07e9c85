package dev.retinue.runtime;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.error.NearestName;
import dev.retinue.error.RetinueException;
import dev.retinue.error.SetupException;
import dev.retinue.health.Health;
import dev.retinue.history.Archive;
import dev.retinue.history.Retention;
import dev.retinue.history.TimeTravel;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.file.FileJournal;
import dev.retinue.journal.file.Sync;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.learning.Learning;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelSelection;
import dev.retinue.model.Models;
import dev.retinue.model.ProviderModels;
import dev.retinue.model.Routing;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Rule;
import dev.retinue.policy.RulePolicy;
import dev.retinue.policy.ToolPattern;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.internal.BudgetTree;
import dev.retinue.run.internal.Disclosure;
import dev.retinue.run.internal.Ids;
import dev.retinue.run.internal.Prices;
import dev.retinue.run.internal.RunEngine;
import dev.retinue.run.internal.SpendingLog;
import dev.retinue.secret.Vault;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolRegistry;
import dev.retinue.tool.ToolSelector;
import dev.retinue.tool.ToolSelectorProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a runtime, started phase by phase and closed in reverse. Thread-safe once started.
 */
final class RuntimeParts {
  private static final Logger LOG = LoggerFactory.getLogger(AgentRuntime.class);

  private final AgentRuntime.Builder settings;
  private final Services services;
  private final Home home;
  private final Journal journal;
  private final Learning learning;
  private final Workers workers = new Workers();
  private final Ids ids;
  private final Vault vault;
  private final @Nullable Embeddings embeddings;
  private final @Nullable MemoryProvider memory;
  private final @Nullable KnowledgeProvider knowledge;
  private final Prices prices;
  private final Models models;
  private final ToolRegistry tools;
  private final Map<String, Reasoner> reasoners = new LinkedHashMap<>();
  private final RunEngine engine;

  private final Agents agents;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Phase.Report> startup = new ArrayList<>();
  private final List<Health> phaseComponents = new ArrayList<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  static RuntimeParts start(AgentRuntime.Builder settings) {
    return new RuntimeParts(settings);
  }

  private RuntimeParts(AgentRuntime.Builder settings) {
    this.settings = settings;
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = RuntimeParts.class.getClassLoader();
    this.services =
        new Services(
            settings.classLoader != null ? settings.classLoader : context != null ? context : own);
    boolean started = false;
    try {
      long phaseStart = System.nanoTime();
      Path folder = settings.home;
      home = folder == null ? Home.inMemory() : Home.open(folder);
      opened("home", home.toString(), home);
      journal = openJournal();
      phaseComponents.add(journal.health());
      closing.push(journal);
      learning = Learning.open(home.learning(), journal);
      opened("workers", "", workers::close);
      ids = new Ids(settings.clock, settings.random);
      vault = new Vault(settings.toolSecrets, settings.secrets, settings.secretSource);
      settings.secrets.values().forEach(this::conceal);
      settings.toolSecrets.forEach(secret -> conceal(secret.value()));
      embeddings = openEmbeddings();
      phaseStart = report(Phase.FOUNDATION, phaseStart);

      memory =
          first("memory", settings.memory, services.of(MemoryProvider.class, MemoryProvider::name));
      knowledge =
          first(
              "knowledge",
              settings.knowledge,
              services.of(KnowledgeProvider.class, KnowledgeProvider::name));
      prices = new Prices(settings.prices);
      models = openModels();
      tools = gatherTools();
      phaseStart = report(Phase.STORES_AND_TOOLS, phaseStart);

      reasoners.put(Ingestion.TYPE, new Ingestion());
      reasoners.put(Remembering.TYPE, new Remembering());
      reasoners.put(Rearranging.TYPE, new Rearranging());
      reasoners.put(Extracting.TYPE, new Extracting());
      settings.reasoners.forEach(reasoner -> reasoners.put(reasoner.type(), reasoner));
      services.of(Reasoner.class, Reasoner::type).forEach(reasoners::putIfAbsent);
      phaseComponents.add(Health.up("reasoners", String.join(", ", agentTypes())));
      ToolSelector selector = openSelector();
      Archive archive = archive();
      engine =
          new RunEngine(
              new RunEngine.Parts(
                  journal,
                  models,
                  selector,
                  new Disclosure(vault),
                  openBudgets(),
                  prices,
                  settings.clock,
                  ids,
                  List.copyOf(settings.listeners),
                  settings.streaming,
                  archive,
                  learning,
                  settings.standIn),
              reasoners,
              id -> agents().world(id));
      Offer offer = new Offer(agentTypes(), models, tools, memory, knowledge, hostPolicy());
      OpenStores stores = new OpenStores(settings.openStores, settings.idleStores);
      Upkeep upkeep = new Upkeep(engine, ids::next, settings.clock);
      agents =
          new Agents(
              home,
              offer,
              new AgentStores.Shared(
                  journal,
                  workers,
                  ids::next,
                  settings.clock,
                  embeddings,
                  knowledge,
                  settings.documentLabel,
                  stores,
                  archive,
                  upkeep),
              engine,
              ids::next);
      closing.push(agents::close);
      closing.push(stores::close);
      opened("runs", "", () -> engine.close(settings.shutdownGrace));
      closing.push(upkeep::close);
      phaseStart = report(Phase.COMMUNICATION, phaseStart);

      phaseComponents.addAll(services.failures());
      report(Phase.BACKGROUND, phaseStart);
      started = true;
    } finally {
      if (!started) {
        closeAll();
      }
    }
  }

  private Archive archive() {
    Path agentFolders = home.agents();
    Retention retention = settings.history;
    return agentFolders == null
        ? Archive.onHeap(retention == null ? Retention.ON_HEAP : retention, settings.clock)
        : Archive.inFiles(
            agentFolders,
            retention == null ? Retention.IN_FILES : retention,
            settings.clock,
            settings.sync != Sync.PROCESS);
  }

  private void conceal(String secret) {
    if (settings.standIn != null) {
      settings.standIn.conceal(List.of(secret));
    }
  }

  private Journal openJournal() {
    if (settings.journal != null) {
      return settings.journal;
    }
    Path folder = home.journal();
    return folder == null ? new HeapJournal() : FileJournal.open(folder, settings.sync);
  }

  /** The host's rules before the standard ones, in one list; the host's own policy around it. */
  private Policy hostPolicy() {
    List<Rule> rules = new ArrayList<>(settings.rules);
    for (Rule rule : settings.rules) {
      for (String text : rule.match().tools()) {
        if (!new ToolPattern(text).matchesAny(tools.available().keySet())) {
          phaseComponents.add(
              Health.degraded(
                  "rule " + rule.name(),
                  "no tool of this runtime is named like '"
                      + text
                      + "'"
                      + NearestName.hint(text, tools.available().keySet())));
        }
      }
    }
    if (settings.standardRules) {
      rules.addAll(Rule.standard());
    }
    Policy ruled = rules.isEmpty() ? Policy.allowAll() : RulePolicy.of(rules);
    Policy own = settings.policy;
    if (own == null) {
      return ruled;
    }
    return rules.isEmpty() ? own : own.narrowedBy(ruled);
  }

  private void opened(String component, String reason, AutoCloseable part) {
    phaseComponents.add(Health.up(component, reason));
    closing.push(part);
  }

  private long report(Phase phase, long since) {
    long now = System.nanoTime();
    Phase.Report report = new Phase.Report(phase, Duration.ofNanos(now - since), phaseComponents);
    startup.add(report);
    phaseComponents.clear();
    LOG.atDebug()
        .addKeyValue("phase", phase)
        .addKeyValue("took", report.took())
        .log("phase started");
    return now;
  }

  private BudgetTree openBudgets() {
    Path folder = settings.home;
    SpendingLog log = null;
    if (folder != null) {
      Set<String> inFlight = new HashSet<>();
      for (JournaledRun known : journal.runs()) {
        if (!known.ended()) {
          inFlight.add(known.start().run());
        }
      }
      log = SpendingLog.open(folder.resolve("spending.log"), inFlight, settings.clock);
      closing.push(log);
    }
    return new BudgetTree(
        settings.budget, settings.allowance, settings.tenantBudgets, settings.clock, log);
  }

  private @Nullable Embeddings openEmbeddings() {
    Embeddings given = settings.embeddings;
    if (given != null) {
      opened("embeddings", given.model(), given);
      return given;
    }
    for (EmbeddingsProvider provider :
        services.of(EmbeddingsProvider.class, EmbeddingsProvider::name).values()) {
      try {
        Embeddings found = provider.open();
        opened("embeddings", found.model(), found);
        return found;
      } catch (RetinueException e) {
        phaseComponents.add(Health.degraded("embeddings", provider.name() + ": " + e.getMessage()));
        LOG.atInfo()
            .addKeyValue("provider", provider.name())
            .log("retrieval is by full text: {}", e.getMessage());
        return null;
      }
    }
    phaseComponents.add(
        Health.up("embeddings", "none on the class path; retrieval is by full text"));
    return null;
  }

  private <S> @Nullable S first(String component, @Nullable S given, Map<String, S> found) {
    if (given != null) {
      phaseComponents.add(Health.up(component, "given by the host"));
      return given;
    }
    if (found.isEmpty()) {
      phaseComponents.add(Health.up(component, "none on the class path"));
      return null;
    }
    phaseComponents.add(Health.up(component, found.keySet().iterator().next()));
    return found.values().iterator().next();
  }

  private Models openModels() {
    Models given = settings.models;
    if (given != null) {
      opened("models", "given by the host", given);
      return given;
    }
    Map<String, ModelProvider> providers = services.of(ModelProvider.class, ModelProvider::name);
    Models opened =
        new ProviderModels(
            providers,
            settings.namedModels,
            settings.model,
            settings.modelRequired,
            settings.routing != null
                ? settings.routing
                : services.of(Routing.class, Routing::name).values().stream()
                    .findFirst()
                    .orElseGet(Routing::inOrder),
            new ModelProvider.Environment() {
              @Override
              public Optional<String> secret(String name) {
                Optional<String> secret =
                    Optional.ofNullable(settings.secrets.getOrDefault(name, System.getenv(name)));
                secret.ifPresent(value -> {
                  vault.hide(name, value);
                  conceal(value);
                });
                return secret;
              }

              @Override
              public Optional<Embeddings> embeddings() {
                return Optional.ofNullable(embeddings);
              }

              @Override
              public Clock clock() {
                return settings.clock;
              }
            },
            settings.modelSelection != null
                ? settings.modelSelection
                : services.of(ModelSelection.class, ModelSelection::name).values().stream()
                    .findFirst()
                    .orElse(null),
            prices::table);
    opened("models", String.join(", ", providers.keySet()), opened);
    return opened;
  }

  private ToolRegistry gatherTools() {
    Map<String, List<ToolOffer>> offers = new LinkedHashMap<>();
    offers.put("the builder", settings.tools);
    for (ToolProvider toolkit : settings.toolkits) {
      if (toolkit instanceof AutoCloseable closeable) {
        closing.push(closeable);
      }
      if (offers.put(toolkit.name(), toolkit.tools()) != null) {
        throw new SetupException(
            toolkit.name(), "two toolkits are named '" + toolkit.name() + "'; rename one of them");
      }
    }
    Set<String> given = new HashSet<>();
    offers.values().forEach(list -> list.forEach(offer -> given.add(offer.name())));
    List<Health> missing = new ArrayList<>();
    services
        .of(ToolProvider.class, ToolProvider::name)
        .forEach((name, provider) -> {
          try {
            List<ToolOffer> others =
                provider.tools().stream().filter(offer -> !given.contains(offer.name())).toList();
            offers.merge(name, others, RuntimeParts::joined);
          } catch (RuntimeException | LinkageError e) { // Of a provider that nobody here knows.
            missing.add(Health.degraded(name, "the toolkit cannot say what it has: " + e));
          }
        });
    ToolRegistry registry = ToolRegistry.of(offers, services.loader());
    registry.unavailable().forEach((name, reason) -> missing.add(Health.degraded(name, reason)));
    phaseComponents.add(
        new Health("tools", Health.Status.UP, registry.available().size() + " available", missing));
    return registry;
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private ToolSelector openSelector() {
    ToolSelector given = settings.toolSelector;
    if (given != null) {
      opened("tool selection", "given by the host", given);
      return given;
    }
    for (ToolSelectorProvider provider :
        services.of(ToolSelectorProvider.class, ToolSelectorProvider::name).values()) {
      ToolSelector found = provider.open(embeddings);
      opened("tool selection", provider.name(), found);
      return found;
    }
    phaseComponents.add(Health.up("tool selection", "none on the class path; in order"));
    return ToolSelector.inOrder();
  }

  private List<String> agentTypes() {
    return reasoners.keySet().stream()
        .filter(type -> !type.startsWith("system:"))
        .sorted()
        .toList();
  }

  Models models() {
    return models;
  }

  TimeTravel.Source past() {
    return new Past(engine, agents, tools);
  }

  Agents agents() {
    return agents;
  }

  RunEngine engine() {
    return engine;
  }

  ToolRegistry tools() {
    return tools;
  }

  List<Phase.Report> startup() {
    return List.copyOf(startup);
  }

  Health health() {
    if (closed.get()) {
      return Health.down("runtime", "closed");
    }
    List<Health> components = new ArrayList<>();
    startup.stream()
        .flatMap(report -> report.components().stream())
        .map(part -> part.component().equals("journal") ? journal.health() : part)
        .forEach(components::add);
    components.add(
        Health.up("agents", agents.all().size() + " made, " + engine.live().size() + " runs live"));
    components.addAll(agents.problems());
    return Health.of("runtime", components);
  }

  // --- the end

  void close() {
    if (closed.compareAndSet(false, true)) {
      closeAll();
    }
  }

  /**
   * In reverse of the start; the stores after the runs that use them, the embeddings after the
   * stores.
   */
  private void closeAll() {
    boolean interrupted = false;
    while (!closing.isEmpty()) {
      AutoCloseable part = closing.pop();
      try {
        part.close();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (Exception e) {
        // Whatever one part does on closing, the others are closed as well.
        LOG.atWarn().setCause(e).log("a part of the runtime did not close cleanly");
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.retinue.runtime;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.retinue.budget.Allowance;
import dev.retinue.budget.Budget;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.StandIn;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.health.Health;
import dev.retinue.history.Retention;
import dev.retinue.history.RunHistory;
import dev.retinue.history.TimeTravel;
import dev.retinue.journal.Journal;
import dev.retinue.journal.file.Sync;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.label.Label;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelSelection;
import dev.retinue.model.Models;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Routing;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Rule;
import dev.retinue.policy.Settlement;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.secret.Secret;
import dev.retinue.secret.Secrets;
import dev.retinue.tool.AnnotatedTools;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolRegistry;
import dev.retinue.tool.ToolSelector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a host embeds: agents, their stores, the journal, models and tools. Thread-safe. One runtime
 * owns a home; several may live in one process, each with a home of its own or in memory.
 *
 * <p>Closing it stops active runs at their next effect, commits and closes the stores, and ends
 * every thread. What had not ended is in the journal.
 */
public final class AgentRuntime implements AutoCloseable {
  private final RuntimeParts parts;

  private AgentRuntime(RuntimeParts parts) {
    this.parts = parts;
  }

  /**
   * Starts a runtime's description; without more it is in memory and takes what the class path
   * offers.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The agent of a definition: made, or found if there is one of this id with an equal definition.
   * Its names (type, models, tools, stores) are resolved here, and sources named in {@code
   * rag.sources} are ingested before this returns. Runs of it that the journal holds go on.
   *
   * @throws dev.retinue.definition.DefinitionException if something that it names is missing; all
   *     that is missing is reported at once
   * @throws SetupException if this runtime has another definition under the same id
   */
  public Agent agent(AgentDefinition definition) {
    return parts.agents().of(definition);
  }

  /**
   * Makes again, by the definitions in their folders, the agents whose runs the journal holds, so
   * that these runs go on. An agent that cannot be made, since a tool of it is missing for
   * instance, is reported, and the others go on.
   */
  public Recovery recover() {
    return parts.agents().recover();
  }

  /**
   * Forgets an agent: cancels its runs, and deletes its folder and all that the journal holds of
   * it, also of an agent that was not made in this runtime. When it returns nothing of the agent is
   * on disk but what others were told: answers to delegations, and messages to other agents.
   *
   * @throws SetupException if a run does not end within ten seconds of its cancellation, or a file
   *     cannot be deleted; what is left can be erased again
   */
  public void erase(String id) throws InterruptedException {
    parts.agents().erase(id);
  }

  /** The agent of this id, if it was made in this runtime. */
  public Optional<Agent> agent(String id) {
    return parts.agents().find(id);
  }

  /** All agents made in this runtime. */
  public List<Agent> agents() {
    return parts.agents().all();
  }

  /** The run of this id, if it has not ended. */
  public Optional<Run> run(String id) {
    return parts.engine().live().stream()
        .filter(run -> run.id().equals(id))
        .map(Run.class::cast)
        .findFirst();
  }

  /**
   * Says what became of a call in doubt, or what is to be done about it.
   *
   * @throws IllegalArgumentException if it does not wait for that any more
   */
  public void settle(Pending pending, Settlement settlement) {
    parts.engine().waits().settle(pending, settlement);
  }

  /**
   * Runs that wait for a person. What is settled of an agent that was not made yet is kept, and its
   * run goes on when it is made.
   */
  public List<Pending> pending() {
    return parts.engine().waits().pending();
  }

  /**
   * Allows what a run waits to do.
   *
   * @throws IllegalArgumentException if it does not wait for that any more
   */
  public void approve(Pending pending) {
    parts.engine().waits().decide(pending, null);
  }

  /**
   * Denies what a run waits to do; the reason is told to its model.
   *
   * @throws IllegalArgumentException if it does not wait for that any more
   */
  public void deny(Pending pending, String reason) {
    parts.engine().waits().decide(pending, reason);
  }

  /**
   * Answers what a run asked.
   *
   * @throws IllegalArgumentException if it does not wait for that any more
   */
  public void answer(Pending pending, String text) {
    parts.engine().waits().answer(pending, text);
  }

  /**
   * What is recorded of a run: every effect with its request and result, decisions, waits and
   * times. Of runs that are active, wait, or have ended and are kept (see {@link Builder#history}).
   *
   * @throws dev.retinue.history.HistoryException if there is none of this id, or its file is
   *     damaged
   */
  public RunHistory history(String run) {
    return parts.past().history(run);
  }

  /** Looks at runs as they were, replays them, forks and compares them. */
  public TimeTravel timeTravel() {
    return new TimeTravel(parts.past());
  }

  /** How the parts are doing, as of now. */
  public Health health() {
    return parts.health();
  }

  /** What each phase of the start did. */
  public List<Phase.Report> startup() {
    return parts.startup();
  }

  /** The tools of the runtime, with those that cannot be used here and why. */
  public ToolRegistry tools() {
    return parts.tools();
  }

  /** Stops, commits and releases everything; see above. Idempotent. */
  @Override
  public void close() {
    parts.close();
  }

  /**
   * Describes a runtime. Confined to one thread. What is not given is found on the class path, or
   * has a default.
   */
  public static final class Builder {
    @Nullable Path home;
    @Nullable ClassLoader classLoader;
    @Nullable LanguageModel model;
    final Map<String, LanguageModel> namedModels = new LinkedHashMap<>();
    @Nullable Models models;
    @Nullable Routing routing;
    @Nullable ModelSelection modelSelection;
    boolean modelRequired;
    boolean streaming = true;
    final Map<String, String> secrets = new LinkedHashMap<>();
    final List<Secret> toolSecrets = new ArrayList<>();
    Secrets secretSource = name -> Optional.empty();
    final List<ToolOffer> tools = new ArrayList<>();
    final List<ToolProvider> toolkits = new ArrayList<>();
    final List<Reasoner> reasoners = new ArrayList<>();
    @Nullable MemoryProvider memory;
    @Nullable KnowledgeProvider knowledge;
    @Nullable Embeddings embeddings;
    @Nullable Journal journal;
    Sync sync = Sync.GROUP;
    @Nullable ToolSelector toolSelector;
    @Nullable Policy policy;
    final List<Rule> rules = new ArrayList<>();
    boolean standardRules = true;
    Function<Citation, Label> documentLabel = citation -> Label.UNTRUSTED_PRIVATE;
    @Nullable Budget budget;
    @Nullable Allowance allowance;
    final Map<String, Allowance> tenantBudgets = new LinkedHashMap<>();
    @Nullable PriceTable prices;
    final List<Consumer<RunEvent>> listeners = new ArrayList<>();
    Clock clock = Clock.systemUTC();
    RandomGenerator random = new SecureRandom();
    Duration shutdownGrace = Duration.ofSeconds(10);
    int openStores = 256;
    Duration idleStores = Duration.ofMinutes(5);
    @Nullable Retention history;
    @Nullable StandIn standIn;

    private Builder() {}

    /**
     * Keeps everything in this folder, which is made if it is not there and belongs to one runtime
     * at a time.
     */
    public Builder home(Path folder) {
      this.home = folder;
      return this;
    }

    /** Keeps nothing on disk; the default. */
    public Builder inMemory() {
      this.home = null;
      return this;
    }

    /** Where services are looked up; the thread's context class loader if not given. */
    public Builder classLoader(ClassLoader loader) {
      this.classLoader = loader;
      return this;
    }

    /** The model of agents that name none. */
    public Builder model(ChatModel chat) {
      this.model = LanguageModel.of("host:model", chat);
      return this;
    }

    /** The model of agents that name none, streaming. */
    public Builder model(StreamingChatModel streaming) {
      this.model = LanguageModel.of("host:model", streaming);
      return this;
    }

    /**
     * A model under the name {@code provider:model}, before whatever the providers would make of
     * it.
     */
    public Builder model(String reference, ChatModel chat) {
      namedModels.put(reference, LanguageModel.of(reference, chat));
      return this;
    }

    /** All models, in place of providers and the other model settings here. */
    public Builder models(Models all) {
      this.models = all;
      return this;
    }

    /**
     * How calls go to models: retries, fallbacks, limits. In place of what the class path offers;
     * the runtime closes it.
     */
    public Builder routing(Routing routing) {
      this.routing = routing;
      return this;
    }

    /**
     * Who chooses where a definition says {@code auto}, in place of what the class path offers: one
     * with the host's own catalogue, for instance.
     */
    public Builder modelSelection(ModelSelection selection) {
      this.modelSelection = selection;
      return this;
    }

    /** Refuses agents that name no model, rather than giving them the offline one. */
    public Builder requireModel() {
      this.modelRequired = true;
      return this;
    }

    /** Whether models stream where they can (the default), or answer as a whole. */
    public Builder streaming(boolean stream) {
      this.streaming = stream;
      return this;
    }

    /**
     * A key of a model provider by its conventional name, before the environment's: {@code
     * OPENAI_API_KEY}. No tool is given it.
     */
    public Builder secret(String name, String value) {
      secrets.put(name, value);
      return this;
    }

    /** A secret for the tools and destinations that it names. */
    public Builder secret(Secret secret) {
      toolSecrets.add(secret);
      return this;
    }

    /** Where secrets are that were not given here. */
    public Builder secrets(Secrets source) {
      this.secretSource = source;
      return this;
    }

    /** A tool, in place of one of the same name on the class path. */
    public Builder tool(Tool tool) {
      tools.add(new ToolOffer.Available(tool));
      return this;
    }

    /** Objects whose methods carry langchain4j's {@code @Tool}; see {@link AnnotatedTools}. */
    public Builder tools(Object... annotated) {
      for (Object object : annotated) {
        AnnotatedTools.of(object).forEach(this::tool);
      }
      return this;
    }

    /**
     * The tools of a provider that the class path does not offer, or not so: of a server, for
     * instance. They take the place of those of the same name on the class path; what it knows but
     * cannot use is listed with the reason. If it is {@link AutoCloseable}, the runtime closes it
     * after its runs.
     */
    public Builder toolkit(ToolProvider provider) {
      toolkits.add(provider);
      return this;
    }

    /** A reasoner, before one of the same type on the class path. */
    public Builder reasoner(Reasoner reasoner) {
      reasoners.add(reasoner);
      return this;
    }

    public Builder memory(MemoryProvider provider) {
      this.memory = provider;
      return this;
    }

    public Builder knowledge(KnowledgeProvider provider) {
      this.knowledge = provider;
      return this;
    }

    /** Embeddings in place of those on the class path; the runtime closes them. */
    public Builder embeddings(Embeddings embeddings) {
      this.embeddings = embeddings;
      return this;
    }

    /**
     * A journal in place of the one in the home's folder {@code journal}, or, in memory, on the
     * heap; the runtime closes it.
     */
    public Builder journal(Journal journal) {
      this.journal = journal;
      return this;
    }

    /**
     * When a record counts as written to the home's journal; {@link Sync#GROUP} unless given. In
     * memory it means nothing.
     */
    public Builder sync(Sync sync) {
      this.sync = sync;
      return this;
    }

    /**
     * What chooses the tools that a model is shown when an agent has more than fit; unless given,
     * the first {@link dev.retinue.tool.ToolSelectorProvider} on the class path, or else the order
     * of the definition. Closing the runtime closes it.
     */
    public Builder toolSelector(ToolSelector selector) {
      this.toolSelector = selector;
      return this;
    }

    /**
     * Rules about what may happen, looked at in this order and before the standard ones: the first
     * that matches decides, so that a rule which allows something takes it out of the standard
     * rules. Added to those given before.
     */
    public Builder rules(Rule... hostRules) {
      rules.addAll(List.of(hostRules));
      return this;
    }

    /**
     * A policy of the host's own. It is narrowed by {@link #rules} and by the standard rules: what
     * either denies or asks is denied or asked.
     */
    public Builder policy(Policy policy) {
      this.policy = policy;
      return this;
    }

    /**
     * Whether the standard rules hold (the default), see {@link Rule#standard}. Without them
     * nothing asks before an agent does what a web page told it to, unless the host's own rules do.
     */
    public Builder standardRules(boolean hold) {
      this.standardRules = hold;
      return this;
    }

    /**
     * What is thought of documents by where they were read; untrusted and private if not given. A
     * host that has written its documents itself may say {@code citation -> Label.NONE}. The
     * function gives the same label for the same citation.
     */
    public Builder documentLabel(Function<Citation, Label> label) {
      this.documentLabel = label;
      return this;
    }

    /**
     * What all runs together may spend. In a runtime with a home, what was spent is kept there and
     * counts in the next process.
     */
    public Builder budget(Allowance allowed) {
      this.allowance = allowed;
      this.budget = null;
      return this;
    }

    /** What all runs together may spend, as a budget that the host keeps itself. */
    public Builder budget(Budget budget) {
      this.budget = budget;
      this.allowance = null;
      return this;
    }

    /**
     * What all runs of a tenant's agents together may spend; kept as {@link #budget(Allowance)}.
     */
    public Builder tenantBudget(String tenant, Allowance allowed) {
      tenantBudgets.put(tenant, allowed);
      return this;
    }

    /**
     * What models cost; without it, {@link PriceTable#standard}. A model that is not in it counts
     * as nothing, and is refused where money is limited.
     */
    public Builder prices(PriceTable table) {
      this.prices = table;
      return this;
    }

    /** One more that sees every event of every run, on the run's thread: must be quick. */
    public Builder listener(Consumer<RunEvent> listener) {
      this.listeners.add(listener);
      return this;
    }

    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Where ids and random numbers come from. */
    public Builder random(RandomGenerator random) {
      this.random = random;
      return this;
    }

    /**
     * Which finished runs are kept in the agents' histories: {@link Retention#IN_FILES} if not
     * given, {@link Retention#ON_HEAP} in a runtime in memory.
     */
    public Builder history(Retention retention) {
      this.history = retention;
      return this;
    }

    /** Stands between the runtime and the world: for cassettes and simulations. */
    public Builder standIn(StandIn standIn) {
      this.standIn = standIn;
      return this;
    }

    /**
     * How many memories and knowledge bases of agents stay open, of which each holds files and some
     * heap. One that is used again is opened again, in some milliseconds.
     *
     * @param most how many, from 1; 256 if this is not called. More are open while more are in use.
     * @param idle how long one stays open that is not used; five minutes if this is not called
     */
    public Builder openStores(int most, Duration idle) {
      if (most < 1 || idle.isNegative() || idle.isZero()) {
        throw new IllegalArgumentException(
            "at least one store and some time must be given, got " + most + " and " + idle);
      }
      this.openStores = most;
      this.idleStores = idle;
      return this;
    }

    /**
     * How long closing waits for active runs to reach their next effect before it interrupts them.
     */
    public Builder shutdownGrace(Duration grace) {
      this.shutdownGrace = grace;
      return this;
    }

    /**
     * Starts the runtime, phase by phase. An optional part that fails leaves a degraded entry in
     * {@link #health}.
     *
     * @throws SetupException if a required part fails; what was started is closed
     */
    public AgentRuntime build() {
      return new AgentRuntime(RuntimeParts.start(this));
    }
  }
}

package dev.retinue.run.internal;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.StandIn;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import dev.retinue.history.Archive;
import dev.retinue.history.Fork;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.label.Label;
import dev.retinue.learning.Learning;
import dev.retinue.learning.Lessons;
import dev.retinue.model.ModelChoice;
import dev.retinue.model.ModelRequest;
import dev.retinue.model.Models;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.ShownTools;
import dev.retinue.run.Outcome;
import dev.retinue.run.RunEvent;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolSelector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, resumes, wakes and ends the runs of a runtime. Thread-safe. */
public final class RunEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

  /** For calls that were interrupted; longer than the watchdog leaves them. */
  private static final Duration LAST_WAIT = Watchdog.GRACE.plusSeconds(1);

  /** What the runtime gives to all runs. */
  public record Parts(
      Journal journal,
      Models models,
      ToolSelector selector,
      Disclosure disclosure,
      BudgetTree budgets,
      Prices prices,
      Clock clock,
      Ids ids,
      List<Consumer<RunEvent>> listeners,
      boolean streams,
      Archive archive,
      Learning learning,
      @Nullable StandIn standIn) {}

  private final Parts parts;
  private final Function<String, AgentWorld> worlds;
  private final Map<String, Reasoner> reasoners;
  private final Map<String, Execution> live = new ConcurrentHashMap<>();
  private final Waits waits = new Waits(this);
  private final Watchdog watchdog = new Watchdog();
  private final Mail mail = new Mail(this, waits::mailCame);
  private final KnownAgents known = new KnownAgents();
  private final FreshResults freshResults;
  private final Histories histories;
  private final Archiver archiver;
  private final Resumption resumption;
  private final Forgetting forgetting;

  /** Shared by all who tell how a run ended; who closes waits until nobody tells. */
  private final ReentrantReadWriteLock telling = new ReentrantReadWriteLock();

  private volatile boolean closed;

  /**
   * @param reasoners by type
   * @param worlds the world of an agent by its id, for delegation
   */
  public RunEngine(
      Parts parts, Map<String, Reasoner> reasoners, Function<String, AgentWorld> worlds) {
    this.parts = parts;
    this.reasoners = reasoners;
    this.worlds = worlds;
    this.freshResults = new FreshResults(parts.clock);
    this.histories = new Histories(parts.journal, parts.archive, known::definition, parts.clock);
    this.archiver =
        new Archiver(
            parts.journal,
            parts.archive,
            known::definition,
            agent -> known.commit(agent, position()),
            mail::senderReleased);
    this.resumption = new Resumption(this, new Forks(histories::of), archiver);
    this.forgetting = new Forgetting(this, parts, known, archiver);
  }

  /** Starts a run. When this returns, its input is in the journal. */
  public Execution start(AgentWorld world, RunScope scope, RunRequest request) {
    return start(world, scope, request, null);
  }

  private Execution start(
      AgentWorld world, RunScope scope, RunRequest request, @Nullable Execution parent) {
    refuseIfClosed();
    world.keepDefinition();
    Execution run = new Execution(this, world, reasoner(request), scope, request, false, false);
    if (parent != null) {
      run.joins(parent);
    }
    begin(
        run,
        world,
        new JournalRecord.RunStarted(scope, world.definitionHash(), Payload.of(request), now()));
    activate(run, 0);
    return run;
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new SetupException("runtime", "the runtime is closed; build a new one");
    }
  }

  /** Records the run, known so that whoever erases its agent meanwhile finds it, or it that. */
  private void begin(Execution run, AgentWorld world, JournalRecord.RunStarted start) {
    live.put(run.id(), run);
    boolean begun = false;
    try {
      if (!known.has(world)) {
        String agent = world.definition().id();
        throw new SetupException(
            agent,
            "agent '" + agent + "' was erased; make it again with runtime.agent(definition)");
      }
      append(start);
      begun = true;
    } finally {
      if (!begun) {
        live.remove(run.id());
      }
    }
  }

  /** Starts a fork. When this returns, all that it shares with its origin is in the journal. */
  public Execution start(AgentWorld world, Fork fork) {
    refuseIfClosed();
    Forks.Plan plan = Forks.plan(fork, parts.ids.next(), now());
    AgentWorld varied = Forks.world(world, plan.request());
    world.keepDefinition();
    Execution run =
        new Execution(
            this,
            varied,
            reasoner(plan.request()),
            plan.scope(),
            plan.request(),
            false,
            false,
            Forks.rehearsal(fork));
    begin(
        run,
        world,
        new JournalRecord.RunStarted(
            plan.scope(), varied.definitionHash(), Payload.of(plan.request()), now()));
    plan.prefix().forEach(this::append);
    activate(run, 0);
    return run;
  }

  /** From here on runs of an agent can be started. */
  public void adopt(AgentWorld world) {
    known.add(world);
    List<ToolSpecification> tools =
        world.tools().values().stream().map(Tool::specification).toList();
    if (!ShownTools.allFit(tools, world.definition().limits().shownTools())) {
      parts.selector.prepare(tools);
    }
  }

  /** The agent could not be made: none of its runs can be started. */
  public void dismiss(AgentWorld world) {
    known.remove(world);
  }

  /** Goes on with the runs of an agent that are in the journal; see {@link Resumption#resume}. */
  public void resume(AgentWorld world) throws InterruptedException {
    resumption.resume(world);
  }

  /** Takes in a run of an earlier process. */
  void goOn(Execution run) {
    live.put(run.id(), run);
    activate(run, 0);
  }

  /** Erases all runs of an agent; see {@link Forgetting#forget(String, Runnable)}. */
  public void forget(String agent, Runnable rest) throws InterruptedException {
    freshResults.forget(agent);
    forgetting.forget(agent, rest);
  }

  /** Erases runs of an agent that have ended; see {@link Forgetting#erase}. */
  public Erased erase(String agent, Principal principal, Predicate<JournalRecord> which)
      throws InterruptedException {
    freshResults.forget(agent);
    return forgetting.erase(agent, principal, which);
  }

  /** What a run was begun by. */
  Reasoner reasoner(RunRequest request) {
    Reasoner reasoner = reasoners.get(request.reasoner());
    if (reasoner == null) {
      throw new SetupException(
          "reasoner",
          "it was begun by a reasoner of type '"
              + request.reasoner()
              + "', and there is none here"
              + NearestName.hint(request.reasoner(), reasoners.keySet())
              + "; give it by builder().reasoner(..) or put it on the class path");
    }
    return reasoner;
  }

  /** The run of this id, if it has not ended. */
  @Nullable Execution live(String id) {
    return live.get(id);
  }

  /** Cancels a run, if it has not ended. */
  void cancel(String id) {
    Execution run = live.get(id);
    if (run != null) {
      run.cancel();
    }
  }

  /** Runs that have not ended. */
  public List<Execution> live() {
    return List.copyOf(live.values());
  }

  /** The reasoner of a type, if there is one. */
  public Optional<Reasoner> reasoner(String type) {
    return Optional.ofNullable(reasoners.get(type));
  }

  /** What is recorded of runs. */
  public Histories histories() {
    return histories;
  }

  /** What stands in for the world in all runs, if anything does. */
  @Nullable StandIn standIn() {
    return parts.standIn;
  }

  /** What waits for a person, and what settles it. */
  public Waits waits() {
    return waits;
  }

  // --- called by executions

  /** Starts the run on a thread again; no effect if it is active or has ended. */
  void activate(Execution run) {
    activate(run, run.activity().turns());
  }

  /** Starts the run on a thread; no effect if it was started since it had this many turns. */
  void activate(Execution run, int turns) {
    spawn(run.id(), () -> turn(run, turns));
  }

  private void turn(Execution run, int turns) {
    try {
      run.activate(turns);
    } catch (RuntimeException | Error e) {
      // The journal or a view cannot be written or read, or the JVM cannot go on: the run is not
      // recorded as ended and may go on in another process, but whoever waits for it here must not
      // wait for ever.
      LOG.atError().addKeyValue("run", run.id()).setCause(e).log("a run cannot be recorded");
      live.remove(run.id());
      run.finish(run.notRecorded(e));
    }
  }

  void ended(Execution run, Outcome outcome) {
    parts.budgets.ended(run.scope(), run.spent());
    append(new JournalRecord.RunEnded(run.id(), Payload.of(outcome), now()));
    if (!run.world().canCommitLater()) {
      run.world().commit(position());
    }
    parts.learning.commit();
    if (run.request().parent() == null) {
      archiver.take(run.id());
    }
    live.remove(run.id());
    LOG.atDebug()
        .addKeyValue("run", run.id())
        .addKeyValue("agent", run.scope().agent())
        .log("run ended");
    run.finish(outcome);
    waits.delegatedEnded(run.request().parent(), run.id());
  }

  /** The run left its thread after so many turns, without having ended. */
  void parked(Execution run, int turns) {
    if (closed) {
      run.finish(run.closed());
      live.remove(run.id());
    } else {
      waits.parked(run, turns);
    }
  }

  /** The run of another agent for a delegation: begun once for each key, found again afterwards. */
  Execution delegate(Execution parent, Effect.Delegate delegate, String key, Label label) {
    if (closed) {
      throw parent.activity().unwind(new Unwind.Cause.Closes());
    }
    String id = Archiver.childId(parent.id(), key);
    // Finding the agent may make it, and so resume its run of an earlier process.
    AgentWorld world = worlds.apply(delegate.agent());
    Execution running = live.get(id);
    if (running != null) {
      running.joins(parent);
      return running;
    }
    RunScope scope = parent.scope();
    AgentDefinition definition = world.definition();
    RunScope childScope =
        new RunScope(
            id, definition.id(), scope.session(), scope.principal(), definition.agent().tenant());
    RunRequest request =
        new RunRequest(definition.agent().type(), delegate.task(), null, parent.id(), true, label);
    for (JournalRecord record : parts.journal.read(id)) {
      if (record instanceof JournalRecord.RunEnded end) {
        Execution ended =
            new Execution(this, world, reasoner(request), childScope, request, true, false);
        ended.endedBefore(end.outcome().as(Outcome.class));
        return ended;
      }
    }
    return start(world, childScope, request, parent);
  }

  JournalPosition append(JournalRecord record) {
    return parts.journal.append(record);
  }

  /** The last position that was written. */
  public JournalPosition position() {
    return parts.journal.end();
  }

  /** Where it is told how a run ended. */
  Lock telling() {
    return telling.readLock();
  }

  void publish(RunEvent event) {
    for (Consumer<RunEvent> listener : parts.listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        // A host's listener must not decide how a run ends.
        LOG.atWarn().addKeyValue("run", event.run()).setCause(e).log("a listener failed");
      }
    }
  }

  void spawn(String name, Runnable task) {
    Thread.ofVirtual().name("retinue-" + name).start(task);
  }

  RunBudget budgetOf(AgentDefinition definition, RunScope scope) {
    return parts.budgets.of(definition, scope.tenant());
  }

  Prices prices() {
    return parts.prices;
  }

  /** What is wrong with the models of a definition whose runs have a limit on money. */
  public List<String> unpriced(AgentDefinition definition) {
    if (!parts.budgets.limitsMoney(definition)) {
      return List.of();
    }
    return definition.llm().stream()
        .filter(model -> !model.isAuto()) // Of those without a price none is chosen.
        .map(ModelDefinition::reference)
        .filter(model -> parts.prices.of(model).isEmpty())
        .map(Prices::unknown)
        .toList();
  }

  /** Which model a call of this agent would go to, and why. */
  public Optional<ModelChoice> explain(AgentDefinition definition, ModelRequest request) {
    return parts.models.explain(
        definition.llm(), request, parts.learning.readOnly(definition.id()));
  }

  Journal journal() {
    return parts.journal;
  }

  Models models() {
    return parts.models;
  }

  /** What the agent of a run has learned; more of it is recorded at this address. */
  Lessons lessons(Execution run, Address address) {
    return parts.learning.of(
        run.scope().agent(),
        (policy, experience) ->
            append(new JournalRecord.Learned(run.id(), address, policy, experience, now())));
  }

  ToolSelector selector() {
    return parts.selector;
  }

  FreshResults freshResults() {
    return freshResults;
  }

  Disclosure disclosure() {
    return parts.disclosure;
  }

  Clock clock() {
    return parts.clock;
  }

  /** The time by the runtime's clock. */
  Instant now() {
    return parts.clock.instant();
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Ids ids() {
    return parts.ids;
  }

  Mail mail() {
    return mail;
  }

  boolean streams() {
    return parts.streams;
  }

  /**
   * Stops taking runs and asks those that are active to stop at their next effect; waits for them
   * this long.
   */
  public void close(Duration grace) throws InterruptedException {
    closed = true;
    waits.close();
    List<Execution> runs = live();
    runs.forEach(run -> run.close(false));
    long deadline = System.nanoTime() + grace.toNanos();
    for (Execution run : runs) {
      if (run.activity().isOnThread() && !finishedBy(run, deadline)) {
        run.close(true);
      }
    }
    for (Execution run : runs) {
      if (run.activity().isOnThread()) {
        run.await(LAST_WAIT);
      }
      // Also one whose call does not react to its interrupt: whoever waits for it must not wait on.
      if (live.remove(run.id()) != null) {
        run.finish(run.closed());
      }
    }
    awaitTold();
    watchdog.close();
    archiver.close();
  }

  /** A listener hears nothing after the runtime was closed, unless it takes too long. */
  private void awaitTold() throws InterruptedException {
    if (telling.getReadHoldCount() > 0) {
      return; // It is a listener that closes the runtime.
    }
    if (telling.writeLock().tryLock(LAST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
      telling.writeLock().unlock();
    } else {
      LOG.atWarn().log("a listener still hears of a run's end while the runtime is closed");
    }
  }

  private static boolean finishedBy(Execution run, long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    return left > 0 && run.await(Duration.ofNanos(left)).isPresent();
  }
}

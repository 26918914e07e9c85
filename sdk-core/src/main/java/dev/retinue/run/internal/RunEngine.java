package dev.retinue.run.internal;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.StandIn;
import dev.retinue.error.NearestName;
import dev.retinue.error.RetinueException;
import dev.retinue.error.SetupException;
import dev.retinue.history.Archive;
import dev.retinue.history.Fork;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Payload;
import dev.retinue.label.Label;
import dev.retinue.model.Models;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.Outcome;
import dev.retinue.run.RunEvent;
import dev.retinue.tool.ToolSelector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, resumes, wakes and ends the runs of a runtime. Thread-safe. */
public final class RunEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

  private static final Duration GRACE_OF_FORGETTING = Duration.ofSeconds(10);

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
      Consumer<RunEvent> listener,
      boolean streams,
      Archive archive,
      @Nullable StandIn standIn) {}

  private final Parts parts;
  private final Function<String, AgentWorld> worlds;
  private final Map<String, Reasoner> reasoners;
  private final Map<String, Execution> live = new ConcurrentHashMap<>();
  private final Waits waits = new Waits(this);
  private final Watchdog watchdog = new Watchdog();
  private final Mail mail = new Mail(this, waits::mailCame);
  private final Map<String, AgentWorld> made = new ConcurrentHashMap<>();
  private final Histories histories;
  private final Archiver archiver;
  private final Forks forks;
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
    this.histories = new Histories(parts.journal, parts.archive, this::definition, parts.clock);
    this.archiver =
        new Archiver(parts.journal, parts.archive, this::definition, mail::senderReleased);
    this.forks = new Forks(histories::of);
  }

  /** The definition of an agent of this runtime, if it has this hash. */
  private @Nullable AgentDefinition definition(String agent, String hash) {
    AgentWorld world = made.get(agent);
    return world != null && world.definitionHash().equals(hash) ? world.definition() : null;
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
      String agent = world.definition().id();
      if (!world.equals(made.get(agent))) {
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

  /**
   * Goes on with the runs of an agent that are in the journal and have not ended; those that have
   * are committed and moved to the history.
   */
  public void resume(AgentWorld world) throws InterruptedException {
    made.put(world.definition().id(), world);
    for (JournaledRun known : parts.journal.runs()) {
      if (known.start().scope().agent().equals(world.definition().id())) {
        try {
          resume(world, known);
        } catch (JournalException e) {
          cannotGoOn(known.start(), e); // It is damaged; the others go on.
        }
      }
    }
  }

  private static void cannotGoOn(JournalRecord.RunStarted start, RetinueException e) {
    LOG.atError()
        .addKeyValue("run", start.run())
        .addKeyValue("agent", start.scope().agent())
        .log("a run stays in the journal as it is: {}", e.getMessage());
  }

  private void resume(AgentWorld world, JournaledRun known) throws InterruptedException {
    JournalRecord.RunStarted start = known.start();
    RunRequest request = start.request().as(RunRequest.class);
    if (request.reasoner().equals(Mail.TYPE)) {
      mail.restore(known, request);
    } else if (known.ended()) {
      commitEnded(world, start.run(), request);
    } else if (!live.containsKey(start.run())) {
      resume(world, start, request);
    }
  }

  private void resume(AgentWorld world, JournalRecord.RunStarted start, RunRequest request) {
    Reasoner reasoner;
    try {
      reasoner = reasoner(request);
    } catch (SetupException e) {
      cannotGoOn(start, e);
      return;
    }
    List<JournalRecord> records =
        request.fork() == null ? List.of() : parts.journal.read(start.run());
    if (Forks.isHalfMade(request, records)) {
      parts.journal.release(start.run());
      return;
    }
    AgentWorld own = Forks.world(world, request);
    Execution run =
        new Execution(
            this,
            own,
            reasoner,
            start.scope(),
            request,
            true,
            !start.definitionHash().equals(own.definitionHash()),
            forks.rehearsal(request, records));
    live.put(run.id(), run);
    activate(run, 0);
  }

  /** The process in which it ended may have died before the views were committed. */
  private void commitEnded(AgentWorld world, String run, RunRequest request)
      throws InterruptedException {
    for (JournalRecord record : parts.journal.read(run)) {
      if (record instanceof JournalRecord.Intent intent) {
        world.recover(intent.effect());
      }
    }
    world.commit(position());
    if (request.parent() == null || parts.journal.read(request.parent()).isEmpty()) {
      archiver.take(run);
    }
  }

  /** Cancels the runs of an agent and erases them, and its mail, from the journal. */
  public void forget(String agent) throws InterruptedException {
    made.remove(agent); // No run of it can be started from here on.
    List<Execution> running =
        live().stream().filter(run -> run.scope().agent().equals(agent)).toList();
    running.forEach(Execution::cancel);
    for (Execution run : running) {
      if (run.await(GRACE_OF_FORGETTING).isEmpty()) {
        throw new SetupException(
            agent,
            "run "
                + run.id()
                + " of agent '"
                + agent
                + "' did not end within "
                + GRACE_OF_FORGETTING
                + " of its cancellation; erase again when it has");
      }
    }
    List<String> runs =
        parts.journal.runs().stream()
            .filter(run -> run.start().scope().agent().equals(agent))
            .map(run -> run.start().run())
            .toList();
    mail.forget(agent);
    archiver.drain();
    parts.archive.forget(agent);
    parts.budgets.forget(agent, runs);
    parts.journal.erase(runs);
  }

  private Reasoner reasoner(RunRequest request) {
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
    run.world().commit(position());
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

  void publish(RunEvent event) {
    try {
      parts.listener.accept(event);
    } catch (RuntimeException e) {
      // A host's listener must not decide how a run ends.
      LOG.atWarn().addKeyValue("run", event.run()).setCause(e).log("a listener failed");
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
        .map(ModelDefinition::reference)
        .filter(model -> parts.prices.of(model).isEmpty())
        .map(Prices::unknown)
        .toList();
  }

  Journal journal() {
    return parts.journal;
  }

  Models models() {
    return parts.models;
  }

  ToolSelector selector() {
    return parts.selector;
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
    watchdog.close();
    archiver.close();
  }

  private static boolean finishedBy(Execution run, long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    return left > 0 && run.await(Duration.ofNanos(left)).isPresent();
  }
}

package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Wait;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.run.Usage;
import dev.retinue.run.internal.Unwind.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: holds a virtual thread while it is active and none while it waits. Each time it becomes
 * active the reasoner is started from the beginning and meets what is recorded. Thread-safe.
 */
public final class Execution implements Run {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private final RunEngine engine;
  private final AgentWorld world;
  private final Reasoning reasoning;
  private final RunScope scope;
  private final RunRequest request;
  private final boolean resumed;
  private final @Nullable Rehearsal rehearsal;
  private final boolean definitionChanged;
  private final EventLog log = new EventLog();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Tally tally;
  private final ActiveTime time;
  private final Activity activity = new Activity();

  Execution(
      RunEngine engine,
      AgentWorld world,
      Reasoner reasoner,
      RunScope scope,
      RunRequest request,
      boolean resumed,
      boolean definitionChanged) {
    this(engine, world, reasoner, scope, request, resumed, definitionChanged, null);
  }

  Execution(
      RunEngine engine,
      AgentWorld world,
      Reasoner reasoner,
      RunScope scope,
      RunRequest request,
      boolean resumed,
      boolean definitionChanged,
      @Nullable Rehearsal rehearsal) {
    this.engine = engine;
    this.world = world;
    this.reasoning = new Reasoning(this, reasoner);
    this.scope = scope;
    this.request = request;
    this.resumed = resumed;
    this.rehearsal = rehearsal;
    this.definitionChanged = definitionChanged;
    this.time = new ActiveTime(world.definition().limits().timeout());
    this.tally = new Tally(engine.budgetOf(world.definition(), scope));
  }

  // --- what the host sees

  @Override
  public String id() {
    return scope.run();
  }

  @Override
  public RunScope scope() {
    return scope;
  }

  @Override
  public Iterable<RunEvent> events() {
    return log.blocking();
  }

  @Override
  public Flow.Publisher<RunEvent> publisher() {
    return log.publisher();
  }

  @Override
  public Outcome await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never exceptional", e);
    }
  }

  @Override
  public Optional<Outcome> await(Duration limit) throws InterruptedException {
    try {
      return Optional.of(outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never exceptional", e);
    }
  }

  @Override
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome.getNow(null));
  }

  @Override
  public void cancel() {
    boolean waiting = activity.cancel();
    for (Wait wait : activity.waits().values()) {
      if (wait instanceof Wait.Delegated delegated) {
        engine.cancel(delegated.run());
      }
    }
    if (waiting) {
      engine.activate(this);
    } else {
      engine.watchdog().hurry(this);
    }
  }

  // --- a turn on a thread

  /**
   * Runs until the end or the next wait. At most one thread at a time, and once for each reason to
   * go on: no effect if the run has had more turns since.
   */
  void activate(int turnsBefore) {
    int turn = activity.begin(turnsBefore);
    if (turn == 0) {
      return;
    }
    time.begin();
    Optional<Outcome> ending = Optional.empty();
    boolean left = false;
    try {
      publish(new RunEvent.Started(scope, request.input(), resumed || turn > 1));
      ending = reasoning.outcome(enter(turn).branches());
    } finally {
      left = leaveThread(turn, ending.isPresent());
    }
    if (!left) {
      return; // Given up: the run went on on another thread.
    }
    if (ending.isPresent()) {
      engine.ended(this, ending.get());
    } else {
      engine.parked(this, turn);
    }
  }

  private Pipeline enter(int turn) {
    // Nothing is recorded of a run that has only begun, but what a fork shares with its origin.
    boolean fresh = turn == 1 && !resumed && request.fork() == null;
    List<JournalRecord> records = fresh ? List.of() : engine.journal().read(id());
    if (turn == 1 && resumed) {
      Duration before = RecordedTime.of(records, engine.journal()::read);
      time.add(before.toNanos());
      engine.append(new JournalRecord.Resumed(id(), before, engine.now()));
    }
    Recorded recorded = Recorded.of(records);
    Pipeline entered = new Pipeline(engine, this, recorded);
    activity.enters(entered, recorded.writesTurn(id()));
    return entered;
  }

  /** False if the thread of this turn was given up before. */
  private boolean leaveThread(int turn, boolean ends) {
    Runnable last =
        () -> {
          time.end();
          if (!ends) {
            log.rest();
            tally.rest();
          }
        };
    if (!activity.leave(turn, ends, last)) {
      return false;
    }
    chargeTime();
    tally.budget().rest();
    return true;
  }

  /**
   * A call does not react to its interrupt: its thread is left to it. One of several that run
   * together is replaced by the result that is recorded instead; otherwise the run begins another
   * turn, which finds that result in the journal, or that its time is up.
   *
   * @param instead records a result, if the run is to go on
   */
  void givenUp(Pipeline entered, Address address, @Nullable Supplier<ToolResult> instead) {
    LOG.atWarn()
        .addKeyValue("run", id())
        .addKeyValue("address", address)
        .log("a call does not react to its interrupt; its thread is left to it");
    engine.spawn(
        id(),
        () -> {
          if (instead != null
              && activity.isIn(entered)
              && !activity.isStopping()
              && remainingNanos() > 0
              && entered.branches().replace(address, instead.get())) {
            return;
          }
          if (retire(entered)) {
            engine.activate(this);
          }
        });
  }

  private boolean retire(Pipeline entered) {
    if (!activity.retire(entered)) {
      return false;
    }
    time.end();
    return true;
  }

  // --- what the pipeline asks and tells

  /** Unwinds if the run must not go on. */
  void checkpoint() {
    activity.checkpoint();
    if (remainingNanos() < 0 && !activity.isConcluded()) {
      throw activity.unwind(deadline());
    }
  }

  Cause deadline() {
    return new Cause.Stops(StopReason.DEADLINE, time.limitReached());
  }

  Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }

  long remainingNanos() {
    return time.remainingNanos();
  }

  /** The run was delegated by this one, draws on its budget and uses its time. */
  void joins(Execution delegating) {
    if (time.joins(delegating.time)) {
      tally.budget().joins(delegating.tally.budget());
      if (resumed) { // It may be in the midst of a call, begun with all the time of its own.
        engine.watchdog().shorten();
      }
    }
  }

  /**
   * Waits for a run that this one delegated, until it ends or waits itself; while this one does
   * nothing else, only that one's time counts.
   *
   * @return the outcome; empty if it waits
   */
  Optional<Outcome> awaitDelegated(Execution child) throws InterruptedException {
    boolean idle = activity.delegates();
    if (idle) {
      time.end();
    }
    try {
      checkpoint();
      child.activity.quiet().get();
      return child.activity.isOver() ? Optional.of(child.await()) : Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("to be quiet is never exceptional", e);
    } catch (InterruptedException e) {
      if (activity.isCancelled()) {
        child.cancel();
      }
      throw e;
    } finally {
      if (activity.goesOn() && idle) {
        time.begin();
      }
    }
  }

  /** Counts the active time since it was last counted, with those budgets that count time. */
  void chargeTime() {
    if (!tally.budget().isShared()) {
      return;
    }
    long fresh = time.uncharged();
    if (fresh > 0) {
      tally.budget().spendTime(Cost.NOTHING.withTime(Duration.ofNanos(fresh)));
    }
  }

  /** What the run has spent itself: in whatever process, but for the time, which is of this one. */
  Cost spent() {
    return tally.spent().withTime(Duration.ofNanos(time.ownNanos()));
  }

  void publish(RunEvent event) {
    log.add(event);
    engine.publish(event);
  }

  Usage usage() {
    return tally.usage(Duration.ofNanos(time.nanos()));
  }

  // --- what the engine asks and tells

  void finish(Outcome how) {
    Lock telling = engine.telling();
    telling.lock();
    try {
      if (outcome.complete(how)) {
        publish(new RunEvent.Ended(id(), how));
      }
    } finally {
      telling.unlock();
    }
  }

  /** It had ended, and whoever listened was told. */
  void endedBefore(Outcome how) {
    activity.endedBefore();
    outcome.complete(how);
  }

  /** Asks the run to leave its thread at its next effect; interrupts it if {@code now}. */
  void close(boolean now) {
    if (activity.close(now)) {
      engine.watchdog().hurry(this);
    }
  }

  Outcome closed() {
    return new Outcome.Stopped(
        StopReason.RUNTIME_CLOSED,
        "the runtime was closed; the run is in the journal and goes on when a runtime is built on it again",
        usage());
  }

  Outcome notRecorded(Throwable e) {
    return new Outcome.Failed(
        "JOURNAL",
        "the run left off here, since the journal could not be written or read: "
            + (e.getMessage() == null ? e : e.getMessage())
            + "; it goes on from what is recorded when the runtime is built again",
        usage());
  }

  boolean waitsForAPerson() {
    return activity.waits().values().stream().anyMatch(Waits::isForAPerson);
  }

  /** Which thread it is on, and why it must leave it. */
  Activity activity() {
    return activity;
  }

  /** Whether the agent's definition is another one than the run started with. */
  boolean definitionChanged() {
    return definitionChanged;
  }

  Tally tally() {
    return tally;
  }

  AgentWorld world() {
    return world;
  }

  RunEngine engine() {
    return engine;
  }

  RunRequest request() {
    return request;
  }

  /** What stands in for the world in a fork that is not live; null for every other run. */
  @Nullable Rehearsal rehearsal() {
    return rehearsal;
  }
}

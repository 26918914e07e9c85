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
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
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
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Tally tally;
  private final ActiveTime time;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable Thread thread;
  private @Nullable Pipeline pipeline;
  private boolean cancelled;
  private boolean closing;
  private boolean closingNow;
  private boolean delegating;
  private boolean concluded;
  private int turns;
  private @Nullable Cause unwinding;
  private Map<Address, Wait> waits = Map.of();
  private Set<Address> announced = Set.of();

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
    ended.await();
    return Objects.requireNonNull(outcome.get());
  }

  @Override
  public Optional<Outcome> await(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS) ? outcome() : Optional.empty();
  }

  @Override
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome.get());
  }

  @Override
  public void cancel() {
    boolean waiting;
    lock.lock();
    try {
      if (concluded) {
        return;
      }
      cancelled = true;
      waiting = thread == null;
      if (thread != null) {
        thread.interrupt();
        engine.watchdog().hurry(this);
      }
    } finally {
      lock.unlock();
    }
    if (waiting && outcome.get() == null) {
      engine.activate(this);
    }
  }

  // --- a turn on a thread

  /**
   * Runs until the end or the next wait. At most one thread at a time, and once for each reason to
   * go on: no effect if the run has had more turns since.
   */
  void activate(int turnsBefore) {
    int turn;
    lock.lock();
    try {
      if (thread != null || outcome.get() != null || turns != turnsBefore) {
        return;
      }
      turn = ++turns;
      thread = Thread.currentThread();
      unwinding = null;
      concluded = false;
      waits = Map.of();
      time.begin();
    } finally {
      lock.unlock();
    }
    Optional<Outcome> ending = Optional.empty();
    boolean left = false;
    try {
      publish(new RunEvent.Started(scope, request.input(), resumed || turn > 1));
      ending = reasoning.outcome(enter(turn).branches());
    } finally {
      left = leaveThread(turn, ending.isEmpty());
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
      Duration before = Recorded.active(records);
      time.add(before.toNanos());
      engine.append(new JournalRecord.Resumed(id(), before, engine.now()));
    }
    Recorded recorded = Recorded.of(records);
    Pipeline entered = new Pipeline(engine, this, recorded);
    lock.lock();
    try {
      pipeline = entered;
      if (recorded.writesTurn(id())) {
        // It was begun to be written, and may be half of it is: now it is written as a whole.
        concluded = true;
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
    return entered;
  }

  /** False if the thread of this turn was given up before. */
  private boolean leaveThread(int turn, boolean rests) {
    lock.lock();
    try {
      // An interrupt meant for this run must not reach what its thread does next.
      Thread.interrupted();
      if (turns != turn || thread == null) {
        return false;
      }
      if (rests) {
        log.rest();
        tally.rest();
      }
      thread = null;
      pipeline = null;
    } finally {
      lock.unlock();
    }
    time.end();
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
              && !isStopping()
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
    lock.lock();
    try {
      if (pipeline != entered || thread == null) {
        return false;
      }
      entered.retire();
      thread.interrupt();
      time.end();
      thread = null;
      pipeline = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** From here on the turn is written as a whole: a cancellation comes too late, or came before. */
  void conclude() {
    lock.lock();
    try {
      checkpoint();
      concluded = true;
    } finally {
      lock.unlock();
    }
  }

  // --- what the pipeline asks and tells

  /** Unwinds if the run must not go on. */
  void checkpoint() {
    lock.lock();
    try {
      if (unwinding != null && !(unwinding instanceof Cause.Waits)) {
        throw new Unwind(unwinding);
      }
      if (concluded) {
        return;
      }
      if (cancelled) {
        throw unwind(new Cause.Cancels());
      }
      if (closing) {
        throw unwind(new Cause.Closes());
      }
    } finally {
      lock.unlock();
    }
    if (remainingNanos() < 0) {
      throw unwind(deadline());
    }
  }

  /** Unwinds if a step before this one did, for whatever reason. */
  void refuseAfterUnwinding() {
    Cause missed = unwinding();
    if (missed != null) {
      throw new Unwind(missed);
    }
  }

  /** A tool may have caught the signal of one of its child effects. */
  void checkpointAfterTool(Address address) {
    lock.lock();
    try {
      if (unwinding != null && !(unwinding instanceof Cause.Waits)) {
        throw new Unwind(unwinding);
      }
      // That another branch waits does not concern this tool.
      waits.forEach((place, wait) -> {
        if (place.isBelow(address)) {
          throw new Unwind(new Cause.Waits(place, wait));
        }
      });
    } finally {
      lock.unlock();
    }
  }

  /** Remembers the first cause that is more than a wait, and gives the signal to throw. */
  Unwind unwind(Cause cause) {
    lock.lock();
    try {
      if (unwinding == null || unwinding instanceof Cause.Waits) {
        unwinding = cause;
      }
      return new Unwind(cause);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Cause unwinding() {
    lock.lock();
    try {
      return unwinding;
    } finally {
      lock.unlock();
    }
  }

  /** The thread was interrupted: by a cancellation, the closing of the runtime, or a timeout. */
  Unwind interrupted() {
    lock.lock();
    try {
      if (cancelled && !concluded) {
        return unwind(new Cause.Cancels());
      }
      return closing ? unwind(new Cause.Closes()) : new Unwind(new Cause.Expires());
    } finally {
      lock.unlock();
    }
  }

  /** Whether an interrupt means that the run is to leave its thread. */
  boolean isStopping() {
    lock.lock();
    try {
      return cancelled || closingNow;
    } finally {
      lock.unlock();
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
    }
  }

  /**
   * While the run does nothing but wait for one that it delegated, only that one's time counts.
   *
   * @return false if other branches of the step may be active
   */
  boolean restsWhileDelegating() {
    lock.lock();
    try {
      if (!Thread.currentThread().equals(thread)) {
        return false;
      }
      delegating = true;
    } finally {
      lock.unlock();
    }
    time.end();
    return true;
  }

  /** The delegated run has ended. */
  void goesOn() {
    lock.lock();
    try {
      delegating = false;
      if (Thread.currentThread().equals(thread)) {
        time.begin();
      }
    } finally {
      lock.unlock();
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

  /** Publishes a wait, once however often the run is started again meanwhile. */
  void announce(Address address, Wait wait) {
    boolean first;
    lock.lock();
    try {
      first = !announced.contains(address);
      if (first) {
        Set<Address> more = new HashSet<>(announced);
        more.add(address);
        announced = Set.copyOf(more);
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      publish(new RunEvent.Waiting(id(), address, wait));
    }
  }

  void waitsFor(Address address, Wait wait) {
    lock.lock();
    try {
      Map<Address, Wait> more = new LinkedHashMap<>(waits);
      more.put(address, wait);
      waits = Collections.unmodifiableMap(more);
    } finally {
      lock.unlock();
    }
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
    if (outcome.compareAndSet(null, how)) {
      ended.countDown();
      publish(new RunEvent.Ended(id(), how));
    }
  }

  /** It had ended, and whoever listened was told. */
  void endedBefore(Outcome how) {
    outcome.set(how);
    ended.countDown();
  }

  /** Asks the run to leave its thread at its next effect; interrupts it if {@code now}. */
  void close(boolean now) {
    lock.lock();
    try {
      closing = true;
      // One that only waits for another run has no next effect to wait for.
      if ((now || delegating) && thread != null && !concluded) {
        closingNow = true;
        thread.interrupt();
        engine.watchdog().hurry(this);
      }
    } finally {
      lock.unlock();
    }
  }

  Outcome closed() {
    return new Outcome.Stopped(
        StopReason.RUNTIME_CLOSED,
        "the runtime was closed; the run is in the journal and goes on when a runtime is built on it again",
        usage());
  }

  Outcome notRecorded(RuntimeException e) {
    return new Outcome.Failed(
        "JOURNAL",
        "the run left off here, since the journal could not be written or read: "
            + e.getMessage()
            + "; it goes on from what is recorded when the runtime is built again",
        usage());
  }

  /** How often it was on a thread. */
  int turns() {
    lock.lock();
    try {
      return turns;
    } finally {
      lock.unlock();
    }
  }

  boolean isActive() {
    lock.lock();
    try {
      return thread != null;
    } finally {
      lock.unlock();
    }
  }

  boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  boolean waitsForAPerson() {
    return waits().values().stream().anyMatch(Waits::isForAPerson);
  }

  Map<Address, Wait> waits() {
    lock.lock();
    try {
      return waits;
    } finally {
      lock.unlock();
    }
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

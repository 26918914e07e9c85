package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Wait;
import dev.retinue.json.AnswerSchema;
import dev.retinue.memory.Turn;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.StopReason;
import dev.retinue.reasoner.Task;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.run.Usage;
import dev.retinue.run.internal.Unwind.Cause;
import java.time.Duration;
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
  private final Reasoner reasoner;
  private final RunScope scope;
  private final RunRequest request;
  private final boolean resumed;
  private final boolean definitionChanged;
  private final long timeoutNanos;
  private final EventLog log = new EventLog();
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Tally tally;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable Thread thread;
  private @Nullable Pipeline pipeline;
  private boolean cancelled;
  private boolean closing;
  private boolean closingNow;
  private boolean concluded;
  private int turns;
  private @Nullable Cause unwinding;
  private final Map<Address, Wait> waits = new LinkedHashMap<>();
  private final Set<Address> announced = new HashSet<>();
  private Duration active = Duration.ZERO;
  private long activeSince;

  Execution(
      RunEngine engine,
      AgentWorld world,
      Reasoner reasoner,
      RunScope scope,
      RunRequest request,
      boolean resumed,
      boolean definitionChanged) {
    this.engine = engine;
    this.world = world;
    this.reasoner = reasoner;
    this.scope = scope;
    this.request = request;
    this.resumed = resumed;
    this.definitionChanged = definitionChanged;
    this.timeoutNanos = nanos(world.definition().limits().timeout());
    this.tally = new Tally(engine.budgetFor(world.definition()));
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofDays(10_000)) < 0
        ? limit.toNanos()
        : Duration.ofDays(10_000).toNanos();
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
      waits.clear();
      activeSince = System.nanoTime();
    } finally {
      lock.unlock();
    }
    Optional<Outcome> ending;
    boolean left = false;
    try {
      publish(new RunEvent.Started(scope, request.input(), resumed || turn > 1));
      ending = reasoned(enter(turn).branches());
    } finally {
      left = leaveThread(turn);
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
    // Nothing is recorded of a run that has only begun.
    boolean fresh = turn == 1 && !resumed;
    Pipeline entered =
        new Pipeline(engine, this, Recorded.of(fresh ? List.of() : engine.journal().read(id())));
    lock.lock();
    try {
      pipeline = entered;
    } finally {
      lock.unlock();
    }
    return entered;
  }

  /** False if the thread of this turn was given up before. */
  private boolean leaveThread(int turn) {
    lock.lock();
    try {
      // An interrupt meant for this run must not reach what its thread does next.
      Thread.interrupted();
      if (turns != turn || thread == null) {
        return false;
      }
      active = active.plusNanos(System.nanoTime() - activeSince);
      thread = null;
      pipeline = null;
      return true;
    } finally {
      lock.unlock();
    }
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
      active = active.plusNanos(System.nanoTime() - activeSince);
      thread = null;
      pipeline = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The outcome; empty if the run waits or the runtime closes. */
  private Optional<Outcome> reasoned(Branches effects) {
    try {
      Task task =
          new Task(
              request.input(),
              scope,
              world.definition(),
              world.tools().values().stream().map(tool -> tool.specification()).toList(),
              request.answerSchema() == null ? null : AnswerSchema.read(request.answerSchema()));
      Conclusion conclusion = reasoner.reason(task, effects);
      Cause missed = unwinding();
      if (missed != null) {
        return unwound(missed);
      }
      return Optional.of(
          switch (conclusion) {
            case Conclusion.Answer answer -> {
              remember(answer, effects);
              yield new Outcome.Answered(
                  answer.text(), answer.citations(), usage(), effects.label());
            }
            case Conclusion.GaveUp gaveUp ->
                new Outcome.Stopped(gaveUp.reason(), gaveUp.detail(), usage());
          });
    } catch (Unwind unwind) {
      return unwound(unwind.why());
    } catch (EffectException e) {
      Cause missed = unwinding();
      return missed == null
          ? Optional.of(new Outcome.Failed(e.kind(), e.getMessage(), usage()))
          : unwound(missed);
    } catch (dev.retinue.journal.JournalException e) {
      // What is recorded is sound; the run can go on where a journal can be written.
      return Optional.of(new Outcome.Failed("JOURNAL", e.getMessage(), usage()));
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("run", id())
          .addKeyValue("agent", scope.agent())
          .setCause(e)
          .log("a reasoner failed");
      return Optional.of(
          new Outcome.Failed("REASONER", "reasoner '" + reasoner.type() + "' threw " + e, usage()));
    }
  }

  private Optional<Outcome> unwound(Cause cause) {
    return switch (cause) {
      case Cause.Waits waits -> Optional.empty();
      case Cause.Closes closes -> Optional.empty();
      case Cause.GivenUp givenUp -> Optional.empty();
      case Cause.Expires expires ->
          Optional.of(
              new Outcome.Failed(
                  "INTERRUPTED",
                  "the run's thread was interrupted, and not by the runtime",
                  usage()));
      case Cause.Cancels cancels -> Optional.of(new Outcome.Cancelled(usage()));
      case Cause.Stops stops ->
          Optional.of(new Outcome.Stopped(stops.reason(), stops.detail(), usage()));
      case Cause.Doubts doubts ->
          Optional.of(
              new Outcome.InDoubt(doubts.address().path(), doubts.effect(), doubts.key(), usage()));
      case Cause.Fails fails ->
          Optional.of(new Outcome.Failed(fails.kind(), fails.message(), usage()));
    };
  }

  private void remember(Conclusion.Answer answer, Branches effects) {
    if (!request.remembered()) {
      return;
    }
    conclude();
    Turn.Context context = new Turn.Context(scope.session(), scope.principal(), effects.now());
    effects.perform(
        new Effect.Remember(
            new Turn(
                id(), context, request.input(), tally.toolUses(), answer.text(), effects.label())));
  }

  /** From here on the turn is written as a whole: a cancellation comes too late, or came before. */
  private void conclude() {
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
      if (cancelled) {
        throw unwind(new Cause.Cancels());
      }
      if (closing && !concluded) {
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

  private @Nullable Cause unwinding() {
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
      if (cancelled) {
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
    return new Cause.Stops(
        StopReason.DEADLINE,
        "the run was active for "
            + world.definition().limits().timeout()
            + ", the most that limits.timeout allows");
  }

  Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }

  long remainingNanos() {
    lock.lock();
    try {
      long now = thread == null ? 0 : System.nanoTime() - activeSince;
      return timeoutNanos - active.toNanos() - now;
    } finally {
      lock.unlock();
    }
  }

  /** Publishes a wait, once however often the run is started again meanwhile. */
  void announce(Address address, Wait wait) {
    boolean first;
    lock.lock();
    try {
      first = announced.add(address);
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
      waits.put(address, wait);
    } finally {
      lock.unlock();
    }
  }

  void publish(RunEvent event) {
    log.add(event);
    engine.publish(event);
  }

  private Usage usage() {
    lock.lock();
    try {
      long now = thread == null ? 0 : System.nanoTime() - activeSince;
      return tally.usage(active.plusNanos(now));
    } finally {
      lock.unlock();
    }
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
      if (now && thread != null && !concluded) {
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
        "JOURNAL", "the run's end could not be recorded: " + e.getMessage(), usage());
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
      return Map.copyOf(waits);
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
}

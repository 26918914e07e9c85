package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Wait;
import dev.retinue.policy.Decision;
import dev.retinue.run.Pending;
import dev.retinue.run.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What runs wait for: watches it, lets people settle it, and starts the run again. Thread-safe. */
public final class Waits {
  private final RunEngine engine;
  private final ReentrantLock settling = new ReentrantLock();
  // What is scheduled while the runtime closes is dropped: the journal has it.
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("retinue-timers").daemon(true).factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  Waits(RunEngine engine) {
    this.engine = engine;
  }

  /** What waits for a person. */
  public List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    for (Execution run : engine.live()) {
      Map<Address, Wait> waits = run.isActive() ? Map.of() : run.waits();
      List<JournalRecord> records = waits.isEmpty() ? List.of() : engine.journal().read(run.id());
      waits.forEach((address, wait) -> {
        if ((wait instanceof Wait.Approval || wait instanceof Wait.Answer)
            && !isSettled(records, address)) {
          pending.add(new Pending(run.scope(), address, wait));
        }
      });
    }
    return pending;
  }

  /** Allows what waits, or denies it with a reason. */
  public void decide(Pending pending, @Nullable String denial) {
    settle(
        pending,
        Wait.Approval.class,
        new JournalRecord.Decided(
            pending.scope().run(), pending.address(), "person", denial, engine.now()));
  }

  /** Answers what was asked. */
  public void answer(Pending pending, String text) {
    settle(
        pending,
        Wait.Answer.class,
        new JournalRecord.Result(
            pending.scope().run(),
            pending.address(),
            "AskHuman",
            null,
            Payload.of(new Effect.HumanAnswer(text)),
            engine.now()));
  }

  /** Once for each wait. The run may be active on account of another wait: the journal tells. */
  private void settle(Pending pending, Class<? extends Wait> kind, JournalRecord record) {
    Execution run = engine.live(pending.scope().run());
    settling.lock();
    try {
      List<JournalRecord> records = engine.journal().read(pending.scope().run());
      boolean waits =
          records.stream()
              .anyMatch(r ->
                  r instanceof JournalRecord.Waiting waiting
                      && waiting.address().equals(pending.address())
                      && kind.isInstance(waiting.need()));
      if (run == null || !waits || isSettled(records, pending.address())) {
        throw new IllegalArgumentException(
            "run "
                + pending.scope().run()
                + " does not wait at "
                + pending.address()
                + " for that; it was settled, cancelled or ended meanwhile");
      }
      engine.append(record);
      if (record instanceof JournalRecord.Decided decided) {
        run.publish(new RunEvent.Decided(run.id(), decided.address(), decision(decided)));
      }
    } finally {
      settling.unlock();
    }
    engine.activate(run);
  }

  private static Decision decision(JournalRecord.Decided decided) {
    return decided.denial() == null
        ? new Decision.Allow(decided.rule())
        : new Decision.Deny(decided.rule(), decided.denial());
  }

  /** The run left its thread after so many turns, without having ended. */
  void parked(Execution run, int turns) {
    run.waits().forEach((address, wait) -> watch(run, turns, address, wait));
    List<JournalRecord> records = engine.journal().read(run.id());
    boolean settledMeanwhile =
        run.waits().keySet().stream().anyMatch(address -> isSettled(records, address));
    if (settledMeanwhile || run.isCancelled()) {
      engine.activate(run, turns);
    }
  }

  private void watch(Execution run, int turns, Address address, Wait wait) {
    run.announce(address, wait);
    switch (wait) {
      case Wait.Until until -> watchClock(run, turns, until.instant());
      case Wait.Mail mailbox -> {
        if (!engine.mail().isEmpty(run.scope().agent())) {
          engine.activate(run, turns);
        }
      }
      case Wait.Approval approval -> {}
      case Wait.Answer answer -> {}
    }
  }

  private void watchClock(Execution run, int turns, Instant until) {
    Duration left = Duration.between(engine.clock().instant(), until);
    if (!left.isPositive()) {
      engine.activate(run, turns);
    } else if (run.turns() == turns) {
      // A clock that the host sets does not move by itself: look again soon rather than late.
      long millis = engine.clock().equals(Clock.systemUTC()) ? left.toMillis() + 1 : 5;
      var unused =
          timers.schedule(() -> watchClock(run, turns, until), millis, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean isSettled(List<JournalRecord> records, Address address) {
    return records.stream()
        .anyMatch(record ->
            (record instanceof JournalRecord.Decided decided && decided.address().equals(address))
                || (record instanceof JournalRecord.Result result
                    && result.address().equals(address)));
  }

  /** Somebody sent a message to this agent. */
  void mailCame(String agent) {
    for (Execution run : engine.live()) {
      if (run.scope().agent().equals(agent)
          && run.waits().values().stream().anyMatch(Wait.Mail.class::isInstance)) {
        engine.activate(run);
      }
    }
  }

  /** Ends the watching of clocks. */
  void close() {
    timers.shutdownNow();
  }
}

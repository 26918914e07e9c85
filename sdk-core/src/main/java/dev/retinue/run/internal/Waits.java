package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournalRecord.Settled.Verdict;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Wait;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Settlement;
import dev.retinue.run.Pending;
import dev.retinue.run.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs wait for: watches it, lets people settle it, and starts the run again. Thread-safe. */
public final class Waits {
  private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
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

  /** What waits for a person, of agents that were made and of those that were not yet. */
  public List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    for (JournaledRun known : engine.journal().runs()) {
      Execution run = engine.live(known.start().run());
      boolean waits =
          run == null ? !known.ended() : !run.activity().isOnThread() && run.waitsForAPerson();
      if (waits) {
        try {
          open(engine.journal().read(known.start().run())).values().stream()
              .filter(waiting -> isForAPerson(waiting.need()))
              .map(waiting ->
                  new Pending(
                      known.start().scope(),
                      waiting.address(),
                      waiting.request().text(),
                      waiting.need()))
              .forEach(pending::add);
        } catch (JournalException e) {
          LOG.atWarn()
              .addKeyValue("run", known.start().run())
              .log("what a run waits for cannot be read: {}", e.getMessage());
        }
      }
    }
    return pending;
  }

  static boolean isForAPerson(Wait wait) {
    return switch (wait) {
      case Wait.Approval approval -> true;
      case Wait.Answer answer -> true;
      case Wait.Doubt doubt -> true;
      case Wait.Until until -> false;
      case Wait.Mail mail -> false;
      case Wait.Delegated delegated -> false;
    };
  }

  /** The waits that nothing came after, by address. */
  private static Map<Address, JournalRecord.Waiting> open(List<JournalRecord> records) {
    Map<Address, JournalRecord.Waiting> open = new LinkedHashMap<>();
    for (JournalRecord record : records) {
      switch (record) {
        case JournalRecord.Waiting waiting -> open.put(waiting.address(), waiting);
        case JournalRecord.Decided decided -> open.remove(decided.address());
        case JournalRecord.Settled settled -> open.remove(settled.address());
        case JournalRecord.Result result -> open.remove(result.address());
        case JournalRecord.Failure failure -> open.remove(failure.address());
        default -> {}
      }
    }
    return open;
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

  /** Says what became of a call in doubt, or what is to be done about it. */
  public void settle(Pending pending, Settlement settlement) {
    String run = pending.scope().run();
    Address address = pending.address();
    settle(
        pending,
        Wait.Doubt.class,
        settlement instanceof Settlement.Happened happened
            ? new JournalRecord.Result(
                run, address, "CallTool", null, Payload.of(happened.result()), engine.now())
            : settled(run, address, "person", settlement, engine.now()));
  }

  static JournalRecord.Settled settled(
      String run, Address address, String by, Settlement settlement, Instant at) {
    Verdict verdict =
        switch (settlement) {
          case Settlement.Repeat repeat -> Verdict.REPEAT;
          case Settlement.Tell tell -> Verdict.TELL;
          case Settlement.End end -> Verdict.END;
          case Settlement.Happened happened ->
              throw new IllegalArgumentException("what happened is recorded as a result");
        };
    return new JournalRecord.Settled(run, address, by, verdict, at);
  }

  /**
   * Once for each wait. The run may be active on account of another wait, or its agent not made
   * yet: the journal tells.
   */
  private void settle(Pending pending, Class<? extends Wait> kind, JournalRecord record) {
    String id = pending.scope().run();
    settling.lock();
    try {
      JournalRecord.Waiting waiting = open(engine.journal().read(id)).get(pending.address());
      Execution known = engine.live(id);
      boolean cancelled = known != null && known.activity().isCancelled();
      if (waiting == null || !kind.isInstance(waiting.need()) || cancelled) {
        throw new IllegalArgumentException(
            "run "
                + id
                + " does not wait at "
                + pending.address()
                + " for that; it was settled, cancelled or ended meanwhile");
      }
      engine.append(record);
      if (record instanceof JournalRecord.Decided decided && known != null) {
        known.publish(new RunEvent.Decided(id, decided.address(), decision(decided)));
      }
    } finally {
      settling.unlock();
    }
    Execution run = engine.live(id); // Only now: its agent may have been made meanwhile.
    if (run != null) {
      engine.activate(run);
    }
  }

  private static Decision decision(JournalRecord.Decided decided) {
    return decided.denial() == null
        ? new Decision.Allow(decided.rule())
        : new Decision.Deny(decided.rule(), decided.denial());
  }

  /** The run left its thread after so many turns, without having ended. */
  void parked(Execution run, int turns) {
    run.activity()
        .tell()
        .forEach((address, wait) -> run.publish(new RunEvent.Waiting(run.id(), address, wait)));
    Map<Address, Wait> waits = run.activity().waits();
    waits.values().forEach(wait -> watch(run, turns, wait));
    boolean settledMeanwhile =
        run.waitsForAPerson()
            && !open(engine.journal().read(run.id())).keySet().containsAll(waits.keySet());
    if (settledMeanwhile || run.activity().isCancelled()) {
      engine.activate(run, turns);
    }
  }

  private void watch(Execution run, int turns, Wait wait) {
    switch (wait) {
      case Wait.Until until -> watchClock(run, turns, until.instant());
      case Wait.Mail mailbox -> {
        if (!engine.mail().isEmpty(run.scope().agent())) {
          engine.activate(run, turns);
        }
      }
      case Wait.Delegated delegated -> {
        if (engine.live(delegated.run()) == null) {
          engine.activate(run, turns);
        }
      }
      case Wait.Approval approval -> {}
      case Wait.Answer answer -> {}
      case Wait.Doubt doubt -> {}
    }
  }

  private void watchClock(Execution run, int turns, Instant until) {
    Duration left = Duration.between(engine.clock().instant(), until);
    if (!left.isPositive()) {
      engine.activate(run, turns);
    } else if (run.activity().turns() == turns) {
      // A clock that the host sets does not move by itself: look again soon rather than late.
      long millis =
          engine.clock().withZone(ZoneOffset.UTC).equals(Clock.systemUTC())
              ? left.toMillis() + 1
              : 5;
      var unused =
          timers.schedule(() -> watchClock(run, turns, until), millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Somebody sent a message to this agent. */
  void mailCame(String agent) {
    for (Execution run : engine.live()) {
      if (run.scope().agent().equals(agent)
          && run.activity().waits().values().stream().anyMatch(Wait.Mail.class::isInstance)) {
        engine.activate(run);
      }
    }
  }

  /** A run that this one delegated has ended. */
  void delegatedEnded(@Nullable String delegating, String delegated) {
    Execution run = delegating == null ? null : engine.live(delegating);
    if (run != null && run.activity().waits().containsValue(new Wait.Delegated(delegated))) {
      engine.activate(run);
    }
  }

  /** Ends the watching of clocks. */
  void close() {
    timers.shutdownNow();
  }
}

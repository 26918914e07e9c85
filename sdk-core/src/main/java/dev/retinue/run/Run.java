package dev.retinue.run;

import dev.retinue.identity.RunScope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;

/** One execution: a task in, an outcome out. Thread-safe. */
public interface Run {
  /** Unique, and sortable by start. */
  String id();

  /** On whose behalf it runs. */
  RunScope scope();

  /**
   * Its events from the first on, as they come; an iteration ends after {@link RunEvent.Ended}, and
   * can be repeated. A run that waits before anybody listened keeps only that it began and what it
   * waits for; the rest is in its history. The iterator blocks, and throws {@link
   * java.util.concurrent.CancellationException} when its thread is interrupted.
   */
  Iterable<RunEvent> events();

  /**
   * The same as a publisher; each subscriber sees all events from the first on, at its own demand.
   */
  Flow.Publisher<RunEvent> publisher();

  /** Waits for the end. */
  Outcome await() throws InterruptedException;

  /** Waits for the end, but no longer than this; empty if it has not ended. The run goes on. */
  Optional<Outcome> await(Duration limit) throws InterruptedException;

  /** The outcome, if it has ended. */
  Optional<Outcome> outcome();

  /**
   * Stops the run at its next effect, and interrupts a tool or model call in flight. It ends as
   * {@link Outcome.Cancelled}, and nothing of it is remembered. No effect on a run that has ended.
   */
  void cancel();
}

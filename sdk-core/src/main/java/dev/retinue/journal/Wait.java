package dev.retinue.journal;

import java.time.Instant;

/** What a run can wait for. */
public sealed interface Wait {
  /** A person who allows or denies an effect. */
  record Approval(String rule, String question) implements Wait {}

  /** A person who answers a question. */
  record Answer(String question) implements Wait {}

  /** A moment. */
  record Until(Instant instant) implements Wait {}

  /** A message in the agent's mailbox. */
  record Mail() implements Wait {}

  /**
   * The end of a run that was delegated, and waits itself.
   *
   * @param run its id
   */
  record Delegated(String run) implements Wait {}

  /**
   * A person who settles a call of which nobody can tell whether it happened.
   *
   * @param key the idempotency key that the call was given
   */
  record Doubt(String key) implements Wait {}
}

package dev.retinue.policy;

/** What a policy says of an effect. Closed. */
public sealed interface Decision {
  /** A name for the rule that decided, for the journal. */
  String rule();

  /** It may happen. */
  record Allow(String rule) implements Decision {}

  /** It may not; the reason is told to the model. */
  record Deny(String rule, String reason) implements Decision {}

  /** A person decides; the run waits. */
  record Ask(String rule, String question) implements Decision {}
}

package dev.retinue.history;

import dev.retinue.identity.Address;

/** What became of a run that was run again over its records, performing nothing. Closed. */
public sealed interface Replay {
  /**
   * The code asked the same, effect by effect, and came to the same end.
   *
   * @param effects how many effects of the reasoner were compared
   */
  record Same(int effects) implements Replay {}

  /** It asked something else; nothing after this was looked at. */
  record Diverged(Divergence divergence) implements Replay {}

  /**
   * It asked the same, and came to another conclusion.
   *
   * @param recorded how the run had ended
   * @param now how it ends now
   */
  record EndedOtherwise(String recorded, String now) implements Replay {}

  /** It asked the same as far as anything is recorded: the run has not come any further. */
  record SoFar(Address address) implements Replay {}
}

package dev.retinue.definition;

/**
 * When the same tool, called with the same arguments and with the same result, is going round in
 * circles. Counted while nothing new comes of any call.
 *
 * @param nudge at the how manieth time the model is told so; 0 for never
 * @param stop at the how manieth time the run is stopped; 0 for never
 */
public record LoopLimits(
    @Property(
            value =
                "At the how manieth same call with the same result the model is told so; 0 for never",
            fallback = "3")
        int nudge,
    @Property(
            value =
                "At the how manieth same call with the same result the run is stopped; 0 for never",
            fallback = "6")
        int stop) {
  public LoopLimits {
    if (nudge < 0 || nudge == 1) {
      throw new IllegalArgumentException("nudge must be 0 or at least 2, got " + nudge);
    }
    if (stop < 0 || stop == 1) {
      throw new IllegalArgumentException("stop must be 0 or at least 2, got " + stop);
    }
  }

  /** Told at the third, stopped at the sixth. */
  public static final LoopLimits STANDARD = new LoopLimits(3, 6);

  /** Any number of times. */
  public static final LoopLimits OFF = new LoopLimits(0, 0);
}

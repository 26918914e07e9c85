package dev.retinue.definition;

import java.time.Duration;

/**
 * When a memory is consolidated without being told to, after something new came into it.
 *
 * @param background whether it is at all
 * @param idle when nobody has used it for this long
 * @param every at the latest when this long has gone by since something new came
 * @param extraction by what facts and instructions are found in what was said
 */
public record MemoryUpkeep(
    @Property(value = "Whether memory is consolidated in the background", fallback = "true")
        boolean background,
    @Property(
            value = "Consolidated when nobody has used it for this long: PT2M or 2m",
            fallback = "PT2M")
        Duration idle,
    @Property(
            value = "Consolidated at the latest this long after something new: PT6H or 6h",
            fallback = "PT6H")
        Duration every,
    @Property(
            value = "By what facts and instructions are found in what was said",
            fallback = "rules")
        Extraction extraction) {
  /** In the background, after two minutes of rest or six hours. */
  public static final MemoryUpkeep STANDARD =
      new MemoryUpkeep(true, Duration.ofMinutes(2), Duration.ofHours(6), Extraction.RULES);

  /** Only when the host says so. */
  public static final MemoryUpkeep WHEN_CALLED =
      new MemoryUpkeep(false, STANDARD.idle, STANDARD.every, Extraction.RULES);

  public MemoryUpkeep {
    if (idle.isNegative() || idle.isZero() || every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "idle and every must be positive, got " + idle + " and " + every);
    }
  }

  /** By what facts and instructions are found in what somebody said. */
  public enum Extraction {
    /** By rules alone: plain sentences, in English. */
    RULES,
    /**
     * By the rules and by the agent's model, which is asked about what is new; what it cannot quote
     * is not believed.
     */
    MODEL
  }

  /** The same with facts and instructions found by this. */
  public MemoryUpkeep with(Extraction other) {
    return new MemoryUpkeep(background, idle, every, other);
  }
}

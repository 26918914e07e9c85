package dev.retinue.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a record stays of a kind, from when it was recorded. At the end of short-term memory it
 * becomes long-term or episodic; at the end of any other it is deleted. Null is for good.
 *
 * @param shortTerm what happened lately
 * @param longTerm what was worth keeping
 * @param episodic what happened
 * @param semantic facts
 * @param procedural skills
 * @param resource what the agent has
 */
public record MemoryLifetimes(
    @Property(value = "How long something is short-term memory: PT24H or 24h", fallback = "PT24H")
        Duration shortTerm,
    @Property("After how long long-term memory is deleted: 365d") @Nullable Duration longTerm,
    @Property("After how long episodic memory is deleted") @Nullable Duration episodic,
    @Property("After how long facts are deleted") @Nullable Duration semantic,
    @Property("After how long skills are deleted") @Nullable Duration procedural,
    @Property("After how long resources are deleted") @Nullable Duration resource) {
  /** A day of short-term memory, and all else for good. */
  public static final MemoryLifetimes STANDARD =
      new MemoryLifetimes(Duration.ofHours(24), null, null, null, null, null);

  public MemoryLifetimes {
    positive("short_term", shortTerm);
    positive("long_term", longTerm);
    positive("episodic", episodic);
    positive("semantic", semantic);
    positive("procedural", procedural);
    positive("resource", resource);
  }

  private static void positive(String what, @Nullable Duration value) {
    if (value != null && (value.isNegative() || value.isZero())) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }
}

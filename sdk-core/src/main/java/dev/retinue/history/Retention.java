package dev.retinue.history;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which finished runs of an agent are kept: as many as this, and none older than that. The oldest
 * go first; what was learned in them is in the agent's memory.
 *
 * @param runs the most runs of one agent that are kept, from 0 (none)
 * @param age how long a run is kept after its start; null for as long as there is room
 */
public record Retention(int runs, @Nullable Duration age) {
  /** Of a runtime with a home: the last 1,000 runs of each agent, whatever their age. */
  public static final Retention IN_FILES = new Retention(1_000, null);

  /** Of a runtime in memory: the last 20 runs of each agent. */
  public static final Retention ON_HEAP = new Retention(20, null);

  public Retention {
    if (runs < 0) {
      throw new IllegalArgumentException("runs must not be negative, got " + runs);
    }
    if (age != null && (age.isNegative() || age.isZero())) {
      throw new IllegalArgumentException("age must be positive, got " + age);
    }
  }

  /** The last runs of each agent, whatever their age. */
  public static Retention lastRuns(int runs) {
    return new Retention(runs, null);
  }

  /** The same, and none that began longer ago than this. */
  public Retention noOlderThan(Duration longest) {
    return new Retention(runs, longest);
  }

  /** How long a run is kept at most. */
  public Optional<Duration> longest() {
    return Optional.ofNullable(age);
  }
}

package dev.retinue.effect;

import java.time.Duration;

/**
 * How long to wait before the same is tried again: twice as long each time, between a half and all
 * of it by chance, so that many do not come back at once.
 *
 * @param first before the second attempt
 * @param most before any
 */
public record Backoff(Duration first, Duration most) {
  public Backoff {
    if (first.isNegative() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a pause must not be negative nor longer than the longest, got " + first + ", " + most);
    }
  }

  /**
   * The pause before the next try.
   *
   * @param failures so far, from 1
   * @param chance from [0, 1)
   */
  public Duration after(int failures, double chance) {
    long usual = first.toNanos() << Math.min(20, failures - 1);
    long bounded = usual < 0 ? most.toNanos() : Math.min(usual, most.toNanos());
    return Duration.ofNanos((long) (bounded * (1 + chance) / 2));
  }
}

package dev.retinue.llm.router;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations in buckets that each are an eighth wider than their octave's start, so that a
 * percentile is at most 12.5 % too high. Thread-safe.
 */
final class Latencies {
  private static final int STEPS = 8;
  private static final int SHIFT = 3;

  private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);

  void add(long nanos) {
    counts.incrementAndGet(bucket(Math.max(1, nanos)));
  }

  private static int bucket(long nanos) {
    int octave = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (octave < SHIFT ? 0 : (nanos >>> (octave - SHIFT)) & (STEPS - 1));
    return octave * STEPS + step;
  }

  private static long end(int bucket) {
    int octave = bucket / STEPS;
    long start = 1L << octave;
    return octave < SHIFT ? start : start + (((long) bucket % STEPS + 1) << (octave - SHIFT));
  }

  /**
   * The duration that this part of all does not exceed; zero if there are none.
   *
   * @param part from 0 to 1
   */
  Duration percentile(double part) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long wanted = (long) Math.ceil(all * part);
    long seen = 0;
    for (int i = 0; i < counts.length() && all > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return Duration.ofNanos(end(i));
      }
    }
    return Duration.ZERO;
  }
}

package dev.retinue.journal.file;

import java.time.Duration;

/**
 * Sizes and limits.
 *
 * @param firstSegment size in bytes of the first segment of an opening; each next one is sixteen
 *     times as large, up to the largest
 * @param largestSegment in bytes
 * @param roomLimit how long an append waits for room on a full disk
 * @param tick how often what is not urgent is done: releases written, a full disk tried again
 */
record Settings(int firstSegment, int largestSegment, Duration roomLimit, Duration tick) {
  static final Settings STANDARD =
      new Settings(256 << 10, 16 << 20, Duration.ofSeconds(60), Duration.ofMillis(100));

  int after(int segment) {
    return (int) Math.min((long) segment * 16, largestSegment);
  }
}

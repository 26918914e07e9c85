package dev.retinue.run.internal;

import dev.retinue.effect.ToolResult;
import java.time.Duration;

/**
 * How long to wait before a tool is tried again: twice as long each time, between a half and all of
 * it by chance, so that many do not come back at once; or as long as the tool said.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(10);

  private Backoff() {}

  /**
   * @param attempt the attempt that failed, from 1
   * @param chance from [0, 1)
   */
  static Duration after(int attempt, ToolResult.Failed failed, double chance) {
    Duration said = failed.retryAfter();
    if (said != null) {
      return said;
    }
    long usual = FIRST.toMillis() << Math.min(20, attempt - 1);
    long most = Math.min(usual, MOST.toMillis());
    return Duration.ofMillis((long) (most * (1 + chance) / 2));
  }
}

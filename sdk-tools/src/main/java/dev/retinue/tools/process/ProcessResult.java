package dev.retinue.tools.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a program ended.
 *
 * @param exit its status; 128 and the number of the signal if it was killed
 * @param output what it wrote
 * @param errors what it wrote as errors
 * @param limitHit the limit that ended it; null if it ended by itself
 * @param took from start to end
 */
public record ProcessResult(
    int exit, Written output, Written errors, @Nullable LimitHit limitHit, Duration took) {
  /**
   * What a program wrote.
   *
   * @param text read as UTF-8; where something was dropped a line in the middle says so
   * @param bytes how many it wrote in all
   * @param cut whether something was dropped
   */
  public record Written(String text, long bytes, boolean cut) {}
}

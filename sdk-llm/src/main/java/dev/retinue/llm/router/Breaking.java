package dev.retinue.llm.router;

import java.time.Duration;

/**
 * When a model is not called any more.
 *
 * @param failures so many in a row, of those that tell that the model is ill
 * @param pause how long it is left alone before one call tries it
 */
public record Breaking(int failures, Duration pause) {
  /** Five failures, ten seconds. */
  public static final Breaking USUAL = new Breaking(5, Duration.ofSeconds(10));

  public Breaking {
    if (failures < 1 || !pause.isPositive()) {
      throw new IllegalArgumentException(
          "failures and pause must be positive, got " + failures + ", " + pause);
    }
  }
}

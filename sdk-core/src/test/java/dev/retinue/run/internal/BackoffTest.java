package dev.retinue.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.ToolResult;
import dev.retinue.testkit.Seeded;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final ToolResult.Failed FAILED = new ToolResult.Failed("FAILED", "no");

  @Test
  void itDoublesUpToTenSeconds() {
    assertThat(Backoff.after(1, FAILED, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(Backoff.after(2, FAILED, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(Backoff.after(5, FAILED, 0.5)).isEqualTo(Duration.ofMillis(1_200));
    assertThat(Backoff.after(60, FAILED, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Seeded
  void chanceSpreadsItOverTheUpperHalf(RandomGenerator random) {
    for (int i = 0; i < 1_000; i++) {
      int attempt = 1 + random.nextInt(30);
      assertThat(Backoff.after(attempt, FAILED, random.nextDouble()))
          .isBetween(Backoff.after(attempt, FAILED, 0), Backoff.after(attempt, FAILED, 1));
    }
  }

  @Test
  void aToolThatSaysWhenIsBelieved() {
    Duration said = Duration.ofMinutes(3);

    assertThat(Backoff.after(1, new ToolResult.Failed("RATE_LIMITED", "later", said), 0.3))
        .isEqualTo(said);
  }
}

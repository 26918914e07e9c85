package dev.retinue.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.testkit.Seeded;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  @Test
  void itDoublesUpToTheLongest() {
    assertThat(BACKOFF.after(1, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(BACKOFF.after(2, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(BACKOFF.after(5, 0.5)).isEqualTo(Duration.ofMillis(1_200));
    assertThat(BACKOFF.after(60, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Seeded
  void chanceSpreadsItOverTheUpperHalf(RandomGenerator random) {
    for (int i = 0; i < 1_000; i++) {
      int failures = 1 + random.nextInt(30);
      assertThat(BACKOFF.after(failures, random.nextDouble()))
          .isBetween(BACKOFF.after(failures, 0), BACKOFF.after(failures, 1));
    }
  }

  @Test
  void aLongestThatIsShorterThanTheFirstIsRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessage("a pause must not be negative nor longer than the longest, got PT2S, PT1S");
  }
}

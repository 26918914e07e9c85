package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.ResourceLock;

class SeededTest {
  @Seeded
  @ResourceLock("retinue.seed")
  void aTestIsGivenAGenerator(RandomGenerator random) {
    assertThat(LongStream.generate(random::nextLong).limit(100).distinct().count()).isEqualTo(100);
  }
}

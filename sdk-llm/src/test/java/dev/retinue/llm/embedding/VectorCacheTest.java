package dev.retinue.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class VectorCacheTest {
  private static final int WEIGHT = 4 * 10 + 160;

  private static float[] vector(float number) {
    float[] vector = new float[10];
    vector[0] = number;
    return vector;
  }

  @Test
  void itKeepsWhatWasMetLastWithinItsBytes() {
    var cache = new VectorCache(3 * WEIGHT);
    for (String text : new String[] {"a", "b", "c"}) {
      cache.keep(VectorCache.Key.of(text), vector(text.charAt(0)));
    }
    assertThat(cache.find(VectorCache.Key.of("a"))).isNotNull();

    cache.keep(VectorCache.Key.of("d"), vector('d'));

    assertThat(cache.bytes()).isEqualTo(3 * WEIGHT);
    assertThat(cache.find(VectorCache.Key.of("b"))).isNull();
    assertThat(cache.find(VectorCache.Key.of("a"))).containsExactly(vector('a'));
    assertThat(cache.hits()).isEqualTo(2);
  }

  @Test
  void whatItGivesMayBeChangedByTheCaller() {
    var cache = new VectorCache(1_000);
    float[] given = vector(1);
    cache.keep(VectorCache.Key.of("a"), given);
    given[0] = 2;
    float[] found =
        Objects.requireNonNull(cache.find(VectorCache.Key.of("a")), "what was kept is found");
    assertThat(found).startsWith(1);

    found[0] = 3;

    assertThat(cache.find(VectorCache.Key.of("a"))).startsWith(1);
  }

  @Test
  void withoutBytesItKeepsNothing() {
    var cache = new VectorCache(0);
    cache.keep(VectorCache.Key.of("a"), vector(1));

    assertThat(cache.find(VectorCache.Key.of("a"))).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void theSameTextTwiceIsKeptOnce() {
    var cache = new VectorCache(1_000);
    cache.keep(VectorCache.Key.of("a"), vector(1));
    cache.keep(VectorCache.Key.of("a"), vector(1));

    assertThat(cache.bytes()).isEqualTo(WEIGHT);
  }
}

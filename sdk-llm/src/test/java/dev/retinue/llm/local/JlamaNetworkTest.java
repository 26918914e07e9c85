package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.llm.local.TinyLlama.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine's logits beside those of {@link TinyLlama}, which computes the same network from the
 * published formulas: whatever the prompt's pieces, up to the last position.
 */
class JlamaNetworkTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-4);
  private static final Map<String, Object> STRETCHED =
      Map.of(
          "rope_type", "llama3",
          "factor", 8.0,
          "low_freq_factor", 1.0,
          "high_freq_factor", 4.0,
          "original_max_position_embeddings", 64);

  @TempDir private Path folder;

  static Stream<TinyLlama> networks() {
    return Stream.of(
        new TinyLlama(1, new Shape("llama", 4, 2, false, Map.of())),
        new TinyLlama(2, new Shape("llama", 4, 4, true, Map.of())),
        new TinyLlama(3, new Shape("llama", 2, 1, true, STRETCHED)),
        new TinyLlama(4, new Shape("llama", 4, 2, false, Map.of("type", "linear", "factor", 2.0))),
        new TinyLlama(5, new Shape("mistral", 4, 2, false, Map.of())),
        new TinyLlama(6, new Shape("qwen2", 4, 2, true, Map.of())),
        new TinyLlama(7).stored("F16"),
        new TinyLlama(8).stored("BF16"));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itsLogitsAreThoseOfTheSameNetworkComputedApart(TinyLlama network) throws IOException {
    isSame(network, 1, 1, 7, 30, 1, 1, 40);
  }

  @Test
  void itsLogitsAreRightAtTheContextsLastPosition() throws IOException {
    isSame(
        new TinyLlama(9, new Shape("llama", 4, 4, false, Map.of())), 64, 64, 64, 32, 24, 6, 1, 1);
  }

  private void isSame(TinyLlama network, int... pieces) throws IOException {
    int[] tokens = new Random(9).ints(IntStream.of(pieces).sum(), 0, TinyWords.SIZE).toArray();
    List<double[]> expected = network.logits(tokens);
    try (JlamaNetwork loaded = load(network);
        JlamaNetwork.Sequence text = loaded.begin()) {
      int at = 0;
      for (int more : pieces) {
        float[] logits = text.next(Arrays.copyOfRange(tokens, at, at + more));
        at += more;
        assertSame(logits, expected.get(at - 1), at);
      }
    }
  }

  @Test
  void aTextThatSharesItsBeginningGoesOnFromThere() throws IOException {
    TinyLlama network = new TinyLlama(10);
    int[] first = {5, 6, 7, 8, 9, 10};
    int[] second = {5, 6, 7, 99, 100};
    try (JlamaNetwork loaded = load(network);
        JlamaNetwork.Sequence text = loaded.begin()) {
      text.next(first);

      assertThat(text.keep(second)).isEqualTo(3);
      float[] logits = text.next(Arrays.copyOfRange(second, 3, second.length));

      assertSame(logits, network.logits(second).getLast(), second.length);
      assertThat(text.keep(second)).as("one is left to ask with").isEqualTo(second.length - 1);
    }
  }

  private JlamaNetwork load(TinyLlama network) throws IOException {
    return JlamaNetwork.load(
        ModelFolder.read("jlama:tiny", network.write(folder)), TinyLlama.CONTEXT);
  }

  private static void assertSame(float[] logits, double[] expected, int position) {
    assertThat(logits).hasSameSizeAs(expected);
    for (int i = 0; i < logits.length; i++) {
      assertThat((double) logits[i])
          .as("logit %s at %s", i, position)
          .isCloseTo(expected[i], EXACT);
    }
  }
}

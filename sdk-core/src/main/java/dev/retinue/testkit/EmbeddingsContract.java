package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Embeddings} promises. An implementation's test extends this. */
public abstract class EmbeddingsContract {
  /** Opens the embeddings under test; each test closes what it opened. */
  protected abstract Embeddings open();

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  private static float[] one(Embeddings embeddings, String text, Use use) {
    return embeddings.embed(List.of(text), use).getFirst();
  }

  @Test
  void thereIsOneVectorOfUnitLengthForEachText() {
    try (Embeddings embeddings = open()) {
      List<String> texts = List.of("harbour", "", "a longer text about a crane", "𝄞 日本語");
      for (Use use : Use.values()) {
        List<float[]> vectors = embeddings.embed(texts, use);

        assertThat(vectors).hasSize(texts.size());
        for (float[] vector : vectors) {
          assertThat(vector).hasSize(embeddings.dimensions());
          assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-3));
        }
      }
    }
  }

  @Test
  void noTextsGiveNoVectors() {
    try (Embeddings embeddings = open()) {
      assertThat(embeddings.embed(List.of(), Use.PASSAGE)).isEmpty();
    }
  }

  @Test
  void aTextHasTheSameVectorWhateverElseIsInTheCall() {
    try (Embeddings embeddings = open()) {
      float[] alone = one(embeddings, "the harbour crane", Use.PASSAGE);
      float[] among =
          embeddings
              .embed(
                  List.of("short", "the harbour crane", "something much longer ".repeat(20)),
                  Use.PASSAGE)
              .get(1);

      assertThat(cosine(alone, among)).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  void nearMeaningsHaveNearerVectors() {
    try (Embeddings embeddings = open()) {
      float[] question = one(embeddings, "How much can the crane lift?", Use.QUERY);
      float[] near = one(embeddings, "The crane lifts forty tonnes.", Use.PASSAGE);
      float[] far = one(embeddings, "Readers may borrow three books for a month.", Use.PASSAGE);

      assertThat(cosine(question, near)).isGreaterThan(cosine(question, far));
    }
  }

  @Test
  void aTextOfAnyLengthHasAVector() {
    try (Embeddings embeddings = open()) {
      assertThat(one(embeddings, "crane ".repeat(20_000), Use.PASSAGE))
          .hasSize(embeddings.dimensions());
    }
  }

  @Test
  void manyThreadsGetTheSameVectors() throws Exception {
    try (Embeddings embeddings = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      float[] expected = one(embeddings, "the harbour crane", Use.PASSAGE);
      List<Future<float[]>> embedding = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        embedding.add(threads.submit(() -> one(embeddings, "the harbour crane", Use.PASSAGE)));
      }
      for (Future<float[]> each : embedding) {
        assertThat(cosine(each.get(), expected)).isCloseTo(1, within(1e-3));
      }
    }
  }

  @Test
  void theModelHasAName() {
    try (Embeddings embeddings = open();
        Embeddings again = open()) {
      assertThat(embeddings.model()).isNotBlank().isEqualTo(again.model());
      assertThat(embeddings.dimensions()).isPositive();
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker")
  void embeddingAfterClosingFails() {
    Embeddings embeddings = open();
    embeddings.close();
    embeddings.close();

    assertThatThrownBy(() -> one(embeddings, "crane", Use.PASSAGE))
        .isInstanceOf(RuntimeException.class);
  }
}

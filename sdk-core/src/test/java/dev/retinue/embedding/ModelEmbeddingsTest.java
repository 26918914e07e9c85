package dev.retinue.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.testkit.EmbeddingsContract;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModelEmbeddingsTest extends EmbeddingsContract {
  private static final Pattern NO_WORD = Pattern.compile("\\W+");

  /** A model in one expression. */
  @FunctionalInterface
  private interface Batches extends EmbeddingModel {
    @Override
    Response<List<Embedding>> embedAll(List<TextSegment> segments);
  }

  /** Counts words by their hash: near texts share words. Its vectors are not of unit length. */
  private static final Batches WORDS =
      segments ->
          Response.from(
              segments.stream().map(TextSegment::text).map(ModelEmbeddingsTest::counts).toList());

  private static Embedding counts(String text) {
    float[] counts = new float[256];
    counts[0] = 0.5f;
    for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT), -1)) {
      counts[Math.floorMod(word.hashCode(), 256)] += 3;
    }
    return Embedding.from(counts);
  }

  @Override
  protected Embeddings open() {
    return Embeddings.of("test:words", WORDS);
  }

  @Test
  void vectorsAreBroughtToUnitLength() {
    try (Embeddings embeddings = open()) {
      float[] vector = embeddings.embed(List.of("crane"), Use.PASSAGE).getFirst();

      assertThat(embeddings.model()).isEqualTo("test:words");
      assertThat(vector[0]).isCloseTo((float) (0.5 / Math.sqrt(9.25)), within(1e-6f));
    }
  }

  @Test
  void anIdIsNeeded() {
    assertThatThrownBy(() -> Embeddings.of(" ", WORDS))
        .hasMessage("an embedding model needs an id to be stored with its vectors, got \" \"");
  }

  @Test
  void aModelThatGivesTooFewVectorsIsTold() {
    Batches lazy = segments -> Response.from(List.of());
    try (Embeddings embeddings = Embeddings.of("lazy", lazy)) {
      assertThatThrownBy(() -> embeddings.embed(List.of("a", "b"), Use.QUERY))
          .hasMessage("the embedding model 'lazy' gave 0 vectors for 2 texts");
    }
  }

  @Test
  void aVectorWithoutADirectionIsTold() {
    Batches zero = segments -> Response.from(List.of(Embedding.from(new float[4])));
    try (Embeddings embeddings = Embeddings.of("zero", zero)) {
      assertThatThrownBy(() -> embeddings.embed(List.of("a"), Use.QUERY))
          .hasMessage("the embedding model 'zero' gave a vector without a direction");
    }
  }
}

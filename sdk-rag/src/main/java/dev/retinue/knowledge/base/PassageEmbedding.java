package dev.retinue.knowledge.base;

import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Vector;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runtime's embeddings as the knowledge base uses them: in batches, and perhaps not there. */
final class PassageEmbedding {
  /** Bounds the memory that one call of the model takes; larger ones are hardly faster. */
  private static final int BATCH = 32;

  private final @Nullable Embeddings embeddings;

  private PassageEmbedding(@Nullable Embeddings embeddings) {
    this.embeddings = embeddings;
  }

  static PassageEmbedding by(@Nullable Embeddings embeddings) {
    return new PassageEmbedding(embeddings);
  }

  @Nullable EmbeddingSpace space() {
    return embeddings == null
        ? null
        : new EmbeddingSpace(embeddings.model(), embeddings.dimensions());
  }

  /** What the model is called, or the empty text without one. */
  String model() {
    return embeddings == null ? "" : embeddings.model();
  }

  /** One vector for each text; none at all without a model. */
  List<Vector> ofPassages(List<String> texts) {
    List<Vector> vectors = new ArrayList<>();
    if (embeddings != null) {
      for (int from = 0; from < texts.size(); from += BATCH) {
        List<String> batch = texts.subList(from, Math.min(from + BATCH, texts.size()));
        for (float[] numbers : embeddings.embed(batch, Use.PASSAGE)) {
          vectors.add(Vector.of(numbers));
        }
      }
    }
    return vectors;
  }

  @Nullable Vector ofQuestion(String text) {
    return embeddings == null
        ? null
        : Vector.of(embeddings.embed(List.of(text), Use.QUERY).getFirst());
  }
}

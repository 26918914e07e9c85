package dev.retinue.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;

/** A langchain4j model, its vectors brought to unit length. As thread-safe as the model. */
final class ModelEmbeddings implements Embeddings {
  private final String id;
  private final EmbeddingModel model;
  private volatile boolean closed;

  ModelEmbeddings(String id, EmbeddingModel model) {
    if (id.isBlank()) {
      throw new IllegalArgumentException(
          "an embedding model needs an id to be stored with its vectors, got \"" + id + "\"");
    }
    this.id = id;
    this.model = model;
  }

  @Override
  public String model() {
    return id;
  }

  @Override
  public int dimensions() {
    return model.dimension();
  }

  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    if (closed) {
      throw new IllegalStateException("the embeddings '" + id + "' are closed");
    }
    if (texts.isEmpty()) {
      return List.of();
    }
    List<float[]> vectors = new ArrayList<>(texts.size());
    // A segment refuses to be blank, and so do most servers.
    List<TextSegment> segments =
        texts.stream().map(text -> TextSegment.from(text.isBlank() ? "." : text)).toList();
    for (Embedding each : model.embedAll(segments).content()) {
      vectors.add(unit(each.vector()));
    }
    if (vectors.size() != texts.size()) {
      throw new IllegalStateException(
          "the embedding model '%s' gave %d vectors for %d texts"
              .formatted(id, vectors.size(), texts.size()));
    }
    return vectors;
  }

  private float[] unit(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IllegalStateException(
          "the embedding model '" + id + "' gave a vector without a direction");
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  @Override
  public void close() {
    closed = true;
  }
}

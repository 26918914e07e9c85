package dev.retinue.llm.embedding;

import dev.retinue.embedding.Embeddings;
import dev.retinue.testkit.EmbeddingsContract;

class OnnxEmbeddingsContractTest extends EmbeddingsContract {
  @Override
  protected Embeddings open() {
    return new OnnxEmbeddingsProvider().open();
  }
}

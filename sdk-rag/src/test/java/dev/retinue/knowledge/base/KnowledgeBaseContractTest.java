package dev.retinue.knowledge.base;

import dev.retinue.embedding.Embeddings;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.testkit.KnowledgeContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The contract of the test kit, by words alone and by words and meaning. */
class KnowledgeBaseContractTest {
  @Nested
  class ByWords extends KnowledgeContract {
    @Override
    protected KnowledgeProvider provider() {
      return new KnowledgeBaseProvider();
    }
  }

  @Nested
  class ByBoth extends KnowledgeContract {
    @Override
    protected KnowledgeProvider provider() {
      return new KnowledgeBaseProvider();
    }

    @Override
    protected @Nullable Embeddings embeddings() {
      return new WordHashEmbeddings("words");
    }
  }
}

package dev.retinue.memory.index;

import dev.retinue.embedding.Embeddings;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.testkit.MemoryContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The contract of the test kit, by words alone and by words and meaning. */
class LuceneMemoryContractTest {
  @Nested
  class ByWords extends MemoryContract {
    @Override
    protected MemoryProvider provider() {
      return new LuceneMemoryProvider();
    }
  }

  @Nested
  class ByBoth extends MemoryContract {
    @Override
    protected MemoryProvider provider() {
      return new LuceneMemoryProvider();
    }

    @Override
    protected @Nullable Embeddings embeddings() {
      return new WordEmbeddings("words");
    }
  }
}

package dev.retinue.memory.index;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.VectorState;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens an agent's memory as a {@link LuceneCollection} in its folder. Without embeddings memory is
 * searched by words only, which is logged once; an index whose vectors are of another embedding
 * model is so too, which is logged for each agent. Thread-safe.
 */
public final class LuceneMemoryProvider implements MemoryProvider {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneMemoryProvider.class);

  private final AtomicBoolean saidTextOnly = new AtomicBoolean();

  @Override
  public String name() {
    return "lucene";
  }

  /**
   * Opens the memory; it must be closed before it can be opened again.
   *
   * @throws dev.retinue.collection.CollectionException if the folder is in use, not writable or
   *     damaged
   */
  @Override
  public Memory open(AgentDefinition agent, StoreLocation location) {
    Embeddings embeddings = location.embeddings();
    CollectionSettings settings = LuceneMemory.TEXT.withEmbeddings(space(embeddings));
    Path folder = location.folder();
    LuceneCollection turns =
        folder == null
            ? LuceneCollection.inMemory(settings)
            : LuceneCollection.open(folder, settings);
    switch (turns.vectors()) {
      case VectorState.Ready ready -> {}
      case VectorState.Absent absent -> {
        if (saidTextOnly.compareAndSet(false, true)) {
          LOG.atInfo().addKeyValue("agent", agent.id()).log("memory: {}", absent.description());
        }
      }
      case VectorState.Mismatch mismatch ->
          LOG.atWarn()
              .addKeyValue("agent", agent.id())
              .addKeyValue("stored", mismatch.stored())
              .addKeyValue("wanted", mismatch.wanted())
              .log("memory: {}", mismatch.description());
    }
    boolean byMeaning = turns.vectors() instanceof VectorState.Ready;
    return new LuceneMemory(turns, byMeaning ? embeddings : null);
  }

  private static @Nullable EmbeddingSpace space(@Nullable Embeddings embeddings) {
    return embeddings == null
        ? null
        : new EmbeddingSpace(embeddings.model(), embeddings.dimensions());
  }
}

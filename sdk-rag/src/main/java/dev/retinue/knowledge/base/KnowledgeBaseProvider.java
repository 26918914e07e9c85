package dev.retinue.knowledge.base;

import dev.retinue.chunk.Chunker;
import dev.retinue.collection.CollectionException;
import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.document.DocumentReader;
import dev.retinue.error.SetupException;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an agent's knowledge in a Lucene collection in the folder given, or on the heap where none
 * is. Searches by words and meaning together, or by words alone where there are no embeddings.
 * Immutable.
 */
public final class KnowledgeBaseProvider implements KnowledgeProvider {
  private final DocumentReader reader = new DocumentReader();
  private final Chunker chunker = Chunker.standard();

  @Override
  public String name() {
    return "lucene-knowledge-base";
  }

  @Override
  public Knowledge open(AgentDefinition agent, StoreLocation location) {
    PassageEmbedding embedding = PassageEmbedding.by(location.embeddings());
    LuceneCollection collection = collection(location.folder(), PassageEntries.settings(embedding));
    return new KnowledgeBase(reader, chunker, embedding, collection);
  }

  private static LuceneCollection collection(@Nullable Path folder, CollectionSettings settings) {
    if (folder == null) {
      return LuceneCollection.inMemory(settings);
    }
    try {
      return LuceneCollection.open(folder, settings);
    } catch (CollectionException e) {
      throw new SetupException(folder.toString(), String.valueOf(e.getMessage()), e);
    }
  }
}

package dev.retinue.knowledge.base;

import dev.retinue.chunk.Chunker;
import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.document.DocumentReader;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import java.nio.file.Path;

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
    CollectionSettings settings = PassageEntries.settings(embedding);
    Path folder = location.folder();
    LuceneCollection collection =
        folder == null
            ? LuceneCollection.inMemory(settings)
            : LuceneCollection.open(folder, settings);
    return new KnowledgeBase(reader, chunker, embedding, collection);
  }
}

package dev.retinue.injection;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passage;
import dev.retinue.knowledge.Passages;
import java.util.List;

/** Finds the same passages whatever is asked. */
record PoisonedKnowledge(List<String> texts) implements KnowledgeProvider {
  @Override
  public String name() {
    return "poisoned";
  }

  @Override
  public Knowledge open(AgentDefinition agent, StoreLocation location) {
    return new Knowledge() {
      @Override
      public DocumentSources scan(String at) {
        return new DocumentSources(List.of());
      }

      @Override
      public Ingested ingest(DocumentSource source) {
        return new Ingested.Unchanged(source.location());
      }

      @Override
      public Passages search(KnowledgeQuery query) {
        return new Passages(
            texts.stream()
                .map(text ->
                    new Passage(
                        "p", text, new Citation("/docs/trams.pdf", "trams.pdf", 1, List.of()), 1))
                .toList());
      }

      @Override
      public JournalPosition committed() {
        return JournalPosition.NONE;
      }

      @Override
      public void commit(JournalPosition position) {}

      @Override
      public void close() {}
    };
  }
}

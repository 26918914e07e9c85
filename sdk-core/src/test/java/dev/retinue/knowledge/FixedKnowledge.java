package dev.retinue.knowledge;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import java.util.List;

/** Finds the same passages whatever is asked. */
public record FixedKnowledge(List<Passage> passages) implements KnowledgeProvider {
  @Override
  public String name() {
    return "fixed";
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
        return new Passages(passages);
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

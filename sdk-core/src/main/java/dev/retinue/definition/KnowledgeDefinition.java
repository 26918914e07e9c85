package dev.retinue.definition;

import java.util.List;

/**
 * What the agent is given to know.
 *
 * @param enableKnowledgeBase whether it has a knowledge base
 * @param collectionName a label for the collection; empty for the agent's id
 * @param sources files and folders to ingest when the agent is made
 */
public record KnowledgeDefinition(
    @Property(value = "Whether the agent has a knowledge base", fallback = "false")
        boolean enableKnowledgeBase,
    @Property(value = "A label for the collection; the agent's id if absent", fallback = "")
        String collectionName,
    @Property(value = "Files and folders to ingest when the agent is made", orSingle = true)
        List<String> sources) {
  public KnowledgeDefinition {
    sources = List.copyOf(sources);
    if (!enableKnowledgeBase && !sources.isEmpty()) {
      throw new IllegalArgumentException(
          "sources are given but enable_knowledge_base is false; set it to true or remove the sources");
    }
  }

  /** No knowledge base. */
  public static final KnowledgeDefinition NONE = new KnowledgeDefinition(false, "", List.of());
}

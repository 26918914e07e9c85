package dev.retinue.knowledge;

/**
 * @param text a question or keywords
 * @param limit the most passages to return, at least 1
 */
public record KnowledgeQuery(String text, int limit) {
  public KnowledgeQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, got " + limit);
    }
  }
}

package dev.retinue.llm.embedding;

import dev.retinue.embedding.Embeddings.Use;

/**
 * What a model was trained to see before a text, spaces included; empty for nothing.
 *
 * @param query before a question, such as {@code "query: "}
 * @param passage before a passage, such as {@code "passage: "}
 */
public record Instructions(String query, String passage) {
  /** Texts as they are. */
  public static final Instructions NONE = new Instructions("", "");

  String before(String text, Use use) {
    return switch (use) {
      case QUERY -> query + text;
      case PASSAGE -> passage + text;
    };
  }
}

package dev.retinue.examples.evaluation;

import dev.retinue.memory.recall.Ingredient;
import dev.retinue.memory.recall.RecallWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way to rank, by the name it has on the command line. */
sealed interface Scoring {
  String name();

  /** What the collection does by itself, with each turn alone. */
  enum Plain implements Scoring {
    BM25,
    DENSE,
    HYBRID
  }

  /** The recall of memory. */
  record Recalling(String name, RecallWeights weights) implements Scoring {}

  /**
   * Reads "bm25", "dense", "hybrid", "recall", or "recall-speaker-time": recall without these
   * ingredients.
   */
  static Scoring parse(String name) {
    List<String> words = List.of(name.toUpperCase(Locale.ROOT).split("-"));
    if (words.getFirst().equals("RECALL")) {
      RecallWeights weights = RecallWeights.STANDARD;
      for (String without : words.subList(1, words.size())) {
        weights = weights.with(named(Ingredient.values(), without), 0);
      }
      return new Recalling(name, weights);
    }
    return named(Plain.values(), words.getFirst());
  }

  private static <E extends Enum<E>> E named(E[] values, String name) {
    return Arrays.stream(values)
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown scoring '"
                    + name.toLowerCase(Locale.ROOT)
                    + "'; there are bm25, dense, hybrid, recall, and recall-INGREDIENT"));
  }
}

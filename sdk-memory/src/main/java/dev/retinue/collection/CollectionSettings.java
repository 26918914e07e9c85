package dev.retinue.collection;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a collection holds.
 *
 * @param textWeights the text fields an entry may have and how much a word in each counts, relative
 *     to the others: a word in a field of weight 2 counts as if it stood there twice (BM25F)
 * @param embeddings the space of the vectors, or null for text only
 */
public record CollectionSettings(
    Map<String, Double> textWeights, @Nullable EmbeddingSpace embeddings) {
  public CollectionSettings {
    textWeights = Collections.unmodifiableMap(new LinkedHashMap<>(textWeights));
    if (textWeights.isEmpty()) {
      throw new IllegalArgumentException("a collection needs at least one text field");
    }
    textWeights.forEach((field, weight) -> {
      if (field.isBlank()) {
        throw new IllegalArgumentException("a text field needs a name, got \"" + field + "\"");
      }
      if (!(weight > 0) || weight.isInfinite()) {
        throw new IllegalArgumentException(
            "the weight of text field '" + field + "' must be positive, got " + weight);
      }
    });
  }

  /** Text fields of equal weight, no vectors. */
  public static CollectionSettings text(String... fields) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String field : fields) {
      weights.put(field, 1.0);
    }
    return new CollectionSettings(weights, null);
  }

  public CollectionSettings withWeight(String textField, double weight) {
    Map<String, Double> weights = new LinkedHashMap<>(textWeights);
    weights.put(textField, weight);
    return new CollectionSettings(weights, embeddings);
  }

  public CollectionSettings withEmbeddings(@Nullable EmbeddingSpace space) {
    return Objects.equals(space, embeddings) ? this : new CollectionSettings(textWeights, space);
  }
}

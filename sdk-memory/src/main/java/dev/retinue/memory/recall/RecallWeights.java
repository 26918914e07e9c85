package dev.retinue.memory.recall;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much each ingredient counts. Words and meaning are in standard deviations among the
 * candidates, speaker, asking, time, importance and recency are 0 to 1, length is a natural
 * logarithm.
 *
 * @param weights of the ingredients; one that is absent counts nothing
 * @param kinds what a record of a kind is worth beforehand, times the weight of {@link
 *     Ingredient#KIND}; a kind that is absent is worth 0
 */
public record RecallWeights(Map<Ingredient, Double> weights, Map<String, Double> kinds) {
  /**
   * Fitted on half of LoCoMo (five dialogues, 1,018 questions) by the likelihood of the evidence;
   * docs/recall.md has what each brings. That data says nothing about importance and kinds: theirs
   * only settle what the others leave open.
   */
  public static final RecallWeights STANDARD =
      new RecallWeights(
          Map.of(
              Ingredient.WORDS, 0.9,
              Ingredient.MEANING, 1.05,
              Ingredient.SPEAKER, 1.1,
              Ingredient.ASKS, -1.45,
              Ingredient.LENGTH, 0.9,
              Ingredient.TIME, 3.5,
              Ingredient.IMPORTANCE, 0.5,
              Ingredient.KIND, 1.0),
          Map.of());

  public RecallWeights {
    Map<Ingredient, Double> copy = new EnumMap<>(Ingredient.class);
    copy.putAll(weights);
    copy.forEach((ingredient, weight) -> {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "the weight of " + ingredient + " must be finite, got " + weight);
      }
    });
    weights = Collections.unmodifiableMap(copy);
    kinds = Map.copyOf(kinds);
  }

  public double of(Ingredient ingredient) {
    return weights.getOrDefault(ingredient, 0.0);
  }

  public RecallWeights with(Ingredient ingredient, double weight) {
    Map<Ingredient, Double> copy = new EnumMap<>(Ingredient.class);
    copy.putAll(weights);
    copy.put(ingredient, weight);
    return new RecallWeights(copy, kinds);
  }

  public RecallWeights withKinds(Map<String, Double> value) {
    return new RecallWeights(weights, value);
  }
}

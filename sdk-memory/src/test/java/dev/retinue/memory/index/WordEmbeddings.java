package dev.retinue.memory.index;

import dev.retinue.embedding.Embeddings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Embeddings that know a few synonyms: a text's vector counts its words by concept, others by their
 * hash.
 */
final class WordEmbeddings implements Embeddings {
  private static final Pattern WORD = Pattern.compile("\\W+");
  private static final int DIMENSIONS = 64;
  private static final Map<String, String> CONCEPTS =
      Map.of(
          "called", "name", "feline", "cat", "cats", "cat", "kitten", "cat", "salary", "pay",
          "wage", "pay");

  final AtomicInteger embedded = new AtomicInteger();
  private final String model;

  WordEmbeddings(String model) {
    this.model = model;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    embedded.addAndGet(texts.size());
    return texts.stream().map(WordEmbeddings::vector).toList();
  }

  private static float[] vector(String text) {
    float[] vector = new float[DIMENSIONS];
    vector[0] = 0.1f;
    for (String word : WORD.split(text.toLowerCase(Locale.ROOT), -1)) {
      vector[1 + Math.floorMod(CONCEPTS.getOrDefault(word, word).hashCode(), DIMENSIONS - 1)] += 1;
    }
    double length = 0;
    for (float number : vector) {
      length += number * number;
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
    return vector;
  }
}

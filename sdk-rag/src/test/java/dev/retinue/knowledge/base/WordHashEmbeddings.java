package dev.retinue.knowledge.base;

import dev.retinue.embedding.Embeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts that share words have near vectors; counts how many texts it embedded. */
final class WordHashEmbeddings implements Embeddings {
  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private final String model;
  private int embedded;

  WordHashEmbeddings(String model) {
    this.model = model;
  }

  int embedded() {
    return embedded;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return 64;
  }

  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    embedded += texts.size();
    List<float[]> vectors = new ArrayList<>();
    for (String text : texts) {
      float[] vector = new float[64];
      vector[0] = 0.1f; // never of length zero
      WORD.matcher(text.toLowerCase(Locale.ROOT))
          .results()
          .forEach(word -> vector[Math.floorMod(word.group().hashCode(), 64)]++);
      vectors.add(vector);
    }
    return vectors;
  }
}

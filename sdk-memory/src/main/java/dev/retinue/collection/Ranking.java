package dev.retinue.collection;

import org.jspecify.annotations.Nullable;

/** What makes one entry a better answer than another. */
public sealed interface Ranking {
  /**
   * By the words: BM25 over the English stems of the text fields, stop words left out. Only entries
   * that share a word are found.
   *
   * @param words natural language, any characters, any length; there is no query syntax
   */
  record ByText(String words) implements Ranking {}

  /** By the meaning: the cosine to this vector. Only entries with a vector are found. */
  record ByVector(Vector vector) implements Ranking {}

  /**
   * By both: the best by either are candidates, both scores of each are brought to 0..1 among the
   * candidates, and their weighted mean decides. In a collection whose vectors are off ({@link
   * LuceneCollection#vectors()}) this is {@link ByText}.
   *
   * @param textWeight 0 to 1; the vector has the rest
   */
  record ByBoth(String words, Vector vector, double textWeight) implements Ranking {
    /**
     * The best of 0.2 to 0.8 on the mean of three public test sets (Cranfield, sections of product
     * documentation, a sample of HotpotQA) with bge-small-en-v1.5; 0.2 to 0.4 are within 0.035 of
     * the best in each.
     */
    public static final double TEXT_WEIGHT = 0.4;

    public ByBoth {
      if (!(textWeight >= 0 && textWeight <= 1)) {
        throw new IllegalArgumentException(
            "the weight of the text must be 0 to 1, got " + textWeight);
      }
    }

    /** With the weight {@link #TEXT_WEIGHT}. */
    public ByBoth(String words, Vector vector) {
      this(words, vector, TEXT_WEIGHT);
    }
  }

  /** By both, or by the words alone if there is no vector for them. */
  static Ranking of(String words, @Nullable Vector vector) {
    return vector == null ? new ByText(words) : new ByBoth(words, vector);
  }
}

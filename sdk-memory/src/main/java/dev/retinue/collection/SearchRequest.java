package dev.retinue.collection;

import org.jspecify.annotations.Nullable;

/**
 * What to look for.
 *
 * @param filter applied before ranking: of the entries it lets through, the best {@code limit} are
 *     found
 * @param limit how many hits at most, 1 to {@value #MAX_LIMIT}
 */
public record SearchRequest(Ranking ranking, Filter filter, int limit) {
  public static final int MAX_LIMIT = 10_000;

  public SearchRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "the limit of a search must be 1 to " + MAX_LIMIT + ", got " + limit);
    }
  }

  /**
   * Among all entries; by both words and vector, or by the words alone if there is no vector for
   * them.
   */
  public static SearchRequest of(String words, @Nullable Vector vector, int limit) {
    return new SearchRequest(Ranking.of(words, vector), Filter.all(), limit);
  }

  public SearchRequest withFilter(Filter value) {
    return new SearchRequest(ranking, value, limit);
  }
}

package dev.retinue.memory.recall;

import dev.retinue.collection.Entry;
import java.util.List;
import java.util.Locale;

/**
 * A record that was recalled, and why.
 *
 * @param score what hits are ordered by; compares those of one recall only
 * @param parts what the score is the sum of, the greatest share first; ingredients that gave
 *     nothing are absent
 */
public record RecallHit(Entry entry, double score, List<Part> parts) {
  /**
   * One ingredient's part of a score.
   *
   * @param value what was found, in the unit of {@link RecallWeights}
   * @param share what that added to the score
   */
  public record Part(Ingredient ingredient, double value, double share) {}

  public RecallHit {
    parts = List.copyOf(parts);
  }

  /** The score and its parts in one line. */
  public String explain() {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.2f =", score));
    for (Part part : parts) {
      line.append(
          String.format(
              Locale.ROOT,
              " %+.2f %s",
              part.share(),
              part.ingredient().name().toLowerCase(Locale.ROOT)));
    }
    return line.toString();
  }
}

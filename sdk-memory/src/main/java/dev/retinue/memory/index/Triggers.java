package dev.retinue.memory.index;

import dev.retinue.collection.EnglishWords;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What calls a skill to mind: phrases whose words stand in a task one after another, in whatever
 * form. Thread-safe.
 */
final class Triggers {
  /** Words of the longest phrase; of a longer one the first are what counts. */
  private static final int LONGEST = 5;

  private Triggers() {}

  /** A trigger as it is indexed; empty if nothing but stop words is in it. */
  static String key(EnglishWords words, String trigger) {
    List<String> stems = words.of(trigger);
    return String.join(" ", stems.subList(0, Math.min(LONGEST, stems.size())));
  }

  /** All triggers that a text touches, as they are indexed. */
  static Set<String> touchedBy(EnglishWords words, String text) {
    List<String> stems = words.of(text);
    Set<String> keys = new LinkedHashSet<>();
    for (int from = 0; from < stems.size(); from++) {
      for (int to = from + 1; to <= Math.min(stems.size(), from + LONGEST); to++) {
        keys.add(String.join(" ", stems.subList(from, to)));
      }
    }
    return keys;
  }
}

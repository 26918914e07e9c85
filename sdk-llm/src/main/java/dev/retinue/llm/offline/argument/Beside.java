package dev.retinue.llm.offline.argument;

import dev.retinue.llm.offline.text.FileTypes;
import dev.retinue.llm.offline.text.Found;
import dev.retinue.llm.offline.text.Words;
import dev.retinue.llm.offline.text.Words.At;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges by the words around a value which parameter it is meant for. Immutable. */
final class Beside {
  private static final Set<String> INTO =
      Set.of("to", "into", "as", "until", "till", "with", "onto", "through", "and");
  private static final Set<String> OUT_OF =
      Set.of("from", "of", "between", "since", "in", "inside");
  private static final Set<String> FILLING =
      Set.of(
          "the", "a", "an", "of", "is", "to", "be", "at", "for", "file", "called", "named",
          "folder", "as", "in", "on", "with");
  private static final Set<String> DETERMINERS =
      Set.of("the", "this", "that", "these", "those", "my", "our", "a", "an");
  private static final Set<String> DENYING =
      Set.of("no", "not", "without", "don't", "never", "off", "non", "skip");

  private final List<At> words;

  Beside(String text) {
    words = Words.positions(text);
  }

  /** The candidate that is meant for the slot most; the first of equals. */
  Optional<Found> best(Slot slot, List<Found> candidates, List<Slot> slots) {
    Found best = null;
    int most = Integer.MIN_VALUE;
    for (Found each : candidates) {
      int cue = cue(slot, each, slots);
      if (cue > most) {
        best = each;
        most = cue;
      }
    }
    return Optional.ofNullable(best).filter(found -> cue(slot, found, slots) > -3);
  }

  /** How much a value is meant for a slot: below 0 it is rather meant for another. */
  int cue(Slot slot, Found value, List<Slot> slots) {
    int at = indexBefore(value.start());
    int cue = 0;
    boolean named = false;
    for (int i = at; i >= Math.max(0, at - 2); i--) {
      String stem = words.get(i).stem();
      if (slot.cues().contains(stem) && !slot.cues().contains("to")) {
        cue += i == at ? 3 : 2;
        named = true;
        break;
      }
      boolean others =
          slots.stream()
              .anyMatch(other ->
                  !other.equals(slot)
                      && other.cues().contains(stem)
                      && !INTO.contains(stem)
                      && !OUT_OF.contains(stem));
      if (others && slots.stream().filter(s -> s.purpose() == slot.purpose()).count() > 1) {
        cue -= 2;
        break;
      }
      if (!FILLING.contains(words.get(i).word())) {
        break;
      }
    }
    String before = at < 0 ? "" : words.get(at).word();
    if (before.matches("the|a|an|my|file|folder|called|named") && at > 0) {
      before = words.get(at - 1).word();
    }
    if (INTO.contains(before) && !named) {
      cue +=
          slot.isTarget()
              ? 2
              : before.equals("and") || before.equals("in") ? 0 : slot.isSource() ? -1 : 0;
    } else if (OUT_OF.contains(before) && !named) {
      cue += slot.isTarget() && !before.equals("in") ? -2 : slot.isSource() ? 1 : 0;
    }
    if (slot.purpose() == Purpose.PATH) {
      int own = ofType(slot, value.value());
      boolean others =
          slots.stream()
              .anyMatch(other ->
                  !other.equals(slot)
                      && other.purpose() == Purpose.PATH
                      && ofType(other, value.value()) > own);
      cue += own - (others ? 1 : 0);
    }
    return cue;
  }

  private static int ofType(Slot slot, String path) {
    if (FileTypes.agree(slot.units(), path)) {
      return 2;
    }
    if (Words.ofName(path.replaceAll("[^\\p{L}]+", " ")).stream().anyMatch(slot.cues()::contains)
        && !slot.cues().contains("fil")) {
      return 1;
    }
    boolean folder = slot.units().contains("folder") && !slot.units().contains("fil");
    boolean hasType = path.matches(".*\\.\\w{1,5}");
    return folder && hasType ? -2 : FileTypes.contradict(slot.units(), path) ? -2 : 0;
  }

  /** True or false where the text names the flag, by its name or by what is said of it. */
  Optional<Boolean> flag(Slot slot) {
    Set<String> named = Words.ofName(slot.name());
    Optional<Integer> at = allOf(named);
    if (at.isEmpty() && slot.units().size() >= 2) {
      at = mostOf(slot.units());
    }
    return at.map(i -> {
      for (int j = Math.max(0, i - 3); j < i; j++) {
        if (DENYING.contains(words.get(j).word())) {
          return false;
        }
      }
      return true;
    });
  }

  /** Where the first of the stems stands, if all do. */
  private Optional<Integer> allOf(Set<String> stems) {
    int first = Integer.MAX_VALUE;
    for (String stem : stems) {
      int at = indexOf(stem);
      if (at < 0) {
        return Optional.empty();
      }
      first = Math.min(first, at);
    }
    return stems.isEmpty() ? Optional.empty() : Optional.of(first);
  }

  private Optional<Integer> mostOf(Set<String> stems) {
    int met = 0;
    int first = Integer.MAX_VALUE;
    for (String stem : stems) {
      int at = indexOf(stem);
      met += at >= 0 ? 1 : 0;
      first = at >= 0 ? Math.min(first, at) : first;
    }
    return met >= 2 && met * 3 > stems.size() * 2 ? Optional.of(first) : Optional.empty();
  }

  boolean mentions(Set<String> stems) {
    return stems.stream().anyMatch(stem -> indexOf(stem) >= 0);
  }

  private int indexOf(String stem) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).stem().equals(stem)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the text names the slot's thing without its value: "the file", "my old archive". */
  boolean speaksOf(Slot slot) {
    for (int i = 0; i < words.size() - 1; i++) {
      for (int j = i + 1;
          DETERMINERS.contains(words.get(i).word()) && j <= Math.min(i + 2, words.size() - 1);
          j++) {
        String stem = words.get(j).stem();
        if (slot.cues().contains(stem) || slot.units().contains(stem)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The index of the last word that ends before a place, or -1. */
  int indexBefore(int place) {
    int at = -1;
    for (int i = 0; i < words.size() && words.get(i).end() <= place; i++) {
      at = i;
    }
    return at;
  }

  List<At> words() {
    return words;
  }
}

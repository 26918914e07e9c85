package dev.retinue.llm.offline.argument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Found;
import dev.retinue.llm.offline.text.Words;
import dev.retinue.llm.offline.text.Words.At;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parameter that is a number: takes the one beside its name or beside what it counts. Without
 * such a sign only a required parameter takes a number.
 *
 * @param whole whether it takes integers only
 */
record Quantity(Slot slot, boolean whole) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final Map<String, String> ABBREVIATED =
      Map.of(
          "px",
          "pixel",
          "s",
          "second",
          "ms",
          "millisecond",
          "min",
          "minute",
          "h",
          "hour",
          "db",
          "decibel",
          "bpm",
          "beat",
          "°",
          "degre");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})\\s?(?:x|×|by)\\s?(\\d{1,5})\\b");
  private static final Map<String, Integer> SECONDS =
      Map.of("second", 1, "minut", 60, "hour", 3600, "dai", 86_400, "day", 86_400, "week", 604_800);
  private static final Set<String> PRICED = Set.of("at", "for", "is", "trade", "worth");

  private static final Pattern COUNTED =
      Pattern.compile(
          "(?i)^(?:largest |maximum |maximal )?number of (?:entries|results|matches|messages|rows|items|commits|hits)\\b");
  private static final Set<String> LAST =
      Set.of("last", "latest", "first", "top", "newest", "most", "recent", "to");

  static Quantity of(Slot slot, boolean whole) {
    return new Quantity(slot, whole);
  }

  /** Whether some number is marked as this one. */
  boolean isMarked(Clues clues, Beside beside) {
    return clues.all(Kind.NUMBER).stream().anyMatch(each -> cue(each, clues, beside) >= 2);
  }

  Optional<JsonNode> in(Clues clues, Beside beside, Set<Found> used) {
    Optional<JsonNode> side = side(clues.text());
    if (side.isPresent()) {
      return side;
    }
    Found best = null;
    int most = slot.required() ? 0 : 1;
    for (Found each : clues.all(Kind.NUMBER)) {
      if (!used.contains(each) && (!whole || !each.value().contains("."))) {
        int cue = cue(each, clues, beside);
        if (cue > most || (cue == most && best == null && slot.required())) {
          best = each;
          most = cue;
        }
      }
    }
    if (best == null || (most < 2 && !slot.required())) {
      return Optional.empty();
    }
    used.add(best);
    return Optional.of(number(best, clues));
  }

  private JsonNode number(Found found, Clues clues) {
    BigDecimal value = new BigDecimal(found.value());
    if (slot.isFraction()
        && (isPercent(found, clues.text()) || value.compareTo(BigDecimal.ONE) > 0)) {
      value = value.divide(HUNDRED).stripTrailingZeros();
    }
    value = inUnit(value, unit(found, clues.text()));
    return whole
        ? JsonNodeFactory.instance.numberNode(value.toBigInteger())
        : DecimalNode.valueOf(value);
  }

  /** A length of time in the unit that the parameter counts: two minutes as 120 seconds. */
  private BigDecimal inUnit(BigDecimal value, String unit) {
    Integer given = SECONDS.get(unit);
    if (given == null || slot.cues().contains(unit) || slot.units().contains(unit)) {
      return value;
    }
    for (Map.Entry<String, Integer> each : SECONDS.entrySet()) {
      boolean counts = slot.cues().contains(each.getKey()) || slot.units().contains(each.getKey());
      if (counts && given % each.getValue() == 0) {
        return value.multiply(BigDecimal.valueOf(given / each.getValue()));
      }
    }
    return value;
  }

  /** How much a number is meant: 3 beside the name, 2 beside what it counts. */
  private int cue(Found found, Clues clues, Beside beside) {
    String unit = unit(found, clues.text());
    int cue = 0;
    if (slot.cues().contains(unit) && !unit.isEmpty()) {
      cue += 3;
    } else if (slot.units().contains(unit) || (SECONDS.containsKey(unit) && countsTime())) {
      cue += 2;
    } else if (nextUnit(found, clues.text(), beside)) {
      cue += 2;
    } else if (SECONDS.containsKey(unit)) {
      cue -= 1;
    }
    int at = beside.indexBefore(found.start());
    for (int i = at; i >= Math.max(0, at - 2); i--) {
      At word = beside.words().get(i);
      if (slot.cues().contains(word.stem())
          || (i == at && slot.units().contains(word.stem()) && !PRICED.contains(word.word()))) {
        cue += 3;
        break;
      }
      if (!word.word()
          .matches(
              "of|is|to|at|a|an|the|most|about|around|by|be|up|than|under|over|exactly|only|for|least|in|with|no|more")) {
        break;
      }
    }
    boolean priced = at >= 0 && PRICED.contains(beside.words().get(at).stem());
    if (priced && (slot.units().contains("cost") && (slot.required() || aside(clues)))) {
      cue += 2;
    }
    if (at >= 0
        && COUNTED.matcher(slot.description()).find()
        && LAST.contains(beside.words().get(at).word())) {
      cue += 2;
    }
    if (slot.isFraction() && isPercent(found, clues.text())) {
      cue += slot.required() ? 1 : 0;
    } else if (isPercent(found, clues.text())) {
      cue -= 1;
    }
    return cue;
  }

  /** Of several prices, the one whose kind is mentioned: "a limit order at 180". */
  private boolean aside(Clues clues) {
    return Words.content(clues.text()).stream()
        .anyMatch(word -> slot.cues().contains(word) && !word.equals("cost"));
  }

  private boolean countsTime() {
    return SECONDS.keySet().stream()
        .anyMatch(each -> slot.cues().contains(each) || slot.units().contains(each));
  }

  private static boolean isPercent(Found found, String text) {
    return text.substring(found.end()).matches("(?is)\\s?(?:%|percent\\b|per cent\\b|pct\\b).*");
  }

  /** The stem of the word that follows: what is counted. */
  private static String unit(Found found, String text) {
    Matcher m = Pattern.compile("^[\\s-]*([\\p{L}°]+)").matcher(text.substring(found.end()));
    if (!m.find()) {
      return "";
    }
    String word = m.group(1).toLowerCase(java.util.Locale.ROOT);
    return Words.stem(ABBREVIATED.getOrDefault(word, word));
  }

  /** "30 newest entries": what is counted stands one or two words on. */
  private boolean nextUnit(Found found, String text, Beside beside) {
    int at = beside.indexBefore(found.end());
    for (int i = at + 1; i < Math.min(beside.words().size(), at + 4); i++) {
      At word = beside.words().get(i);
      if (text.substring(found.end(), word.start()).matches("(?s).*[,.;:?!].*")
          || word.word().matches("\\d.*|and|or|of|from|at|in|with|for|to|on|by")) {
        return false;
      }
      if (slot.cues().contains(word.stem()) || slot.units().contains(word.stem())) {
        return true;
      }
    }
    return false;
  }

  /** The one or the other of "800x600". */
  private Optional<JsonNode> side(String text) {
    int group = slot.name().equals("width") ? 1 : slot.name().equals("height") ? 2 : 0;
    Matcher m = SIZE.matcher(text);
    return group > 0 && m.find()
        ? Optional.of(JsonNodeFactory.instance.numberNode(Integer.parseInt(m.group(group))))
        : Optional.empty();
  }
}

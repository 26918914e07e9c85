package dev.retinue.document.office;

import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that Word writes before list items and headings: they stand nowhere in the text and
 * are counted here while paragraphs are read in order. Confined to one thread.
 */
final class WordNumbering {
  private static final int LEVELS = 9;

  /** How one level of a list is numbered. */
  private record Level(String format, String text, int start) {
    static final Level BULLET = new Level("bullet", "", 1);
  }

  private final Map<Integer, Map<Integer, Level>> abstractLists = new HashMap<>();
  private final Map<Integer, Integer> lists = new HashMap<>();
  private final Map<Integer, int[]> counters = new HashMap<>();

  void read(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      if (name.equals("abstractNum")) {
        abstractLists.put(xml.number("abstractNumId", -1), levels(xml));
      } else if (name.equals("num")) {
        int id = xml.number("numId", -1);
        int outer = xml.depth();
        for (String inner = xml.nextWithin(outer); inner != null; inner = xml.nextWithin(outer)) {
          if (inner.equals("abstractNumId")) {
            lists.put(id, xml.number(-1));
          }
        }
      }
    }
  }

  private static Map<Integer, Level> levels(XmlEvents xml) throws XMLStreamException {
    Map<Integer, Level> levels = new HashMap<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("lvl")) {
        levels.put(xml.number("ilvl", 0), level(xml));
      }
    }
    return levels;
  }

  private static Level level(XmlEvents xml) throws XMLStreamException {
    String format = "decimal";
    String text = "";
    int start = 1;
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "numFmt" -> format = String.valueOf(xml.attribute("val"));
        case "lvlText" -> {
          String value = xml.attribute("val");
          text = value == null ? "" : value;
        }
        case "start" -> start = xml.number(1);
        default -> {}
      }
    }
    return new Level(format, text, start);
  }

  /** Counts one paragraph of a list and says its label; {@code "-"} for a bullet. */
  String next(int numId, int level) {
    int at = Math.clamp(level, 0, LEVELS - 1);
    Integer abstractId = lists.get(numId);
    Map<Integer, Level> levels = abstractId == null ? null : abstractLists.get(abstractId);
    if (levels == null) {
      return "-";
    }
    int[] counts = counters.computeIfAbsent(abstractId, id -> new int[LEVELS]);
    counts[at]++;
    Arrays.fill(counts, at + 1, LEVELS, 0);
    Level own = levels.getOrDefault(at, Level.BULLET);
    if (own.format().equals("bullet") || own.format().equals("none") || own.text().isBlank()) {
      return "-";
    }
    String label = own.text();
    for (int i = 0; i <= at; i++) {
      label = label.replace("%" + (i + 1), number(levels.get(i), Math.max(counts[i], 1)));
    }
    return label;
  }

  private static String number(@Nullable Level level, int count) {
    if (level == null) {
      return Integer.toString(count);
    }
    int number = level.start() + count - 1;
    return switch (level.format()) {
      case "lowerLetter" -> letter(number, 'a');
      case "upperLetter" -> letter(number, 'A');
      case "lowerRoman" -> roman(number).toLowerCase(Locale.ROOT);
      case "upperRoman" -> roman(number);
      default -> Integer.toString(number);
    };
  }

  /** Word goes on after z with aa, bb, cc. */
  private static String letter(int number, char first) {
    if (number < 1) {
      return Integer.toString(number);
    }
    String letter = String.valueOf((char) (first + (number - 1) % 26));
    return letter.repeat(Math.min((number - 1) / 26 + 1, 10));
  }

  private static String roman(int number) {
    if (number < 1 || number > 3999) {
      return Integer.toString(number);
    }
    int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    String[] signs = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    StringBuilder roman = new StringBuilder();
    int rest = number;
    for (int i = 0; i < values.length; i++) {
      while (rest >= values[i]) {
        roman.append(signs[i]);
        rest -= values[i];
      }
    }
    return roman.toString();
  }
}

package dev.retinue.llm.offline.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds numbers in digits and in words, and writes them as JSON does. */
final class Numbers {
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?<![\\w.,/:@#-])[-−]?\\d+(?:,\\d{3})*(?:\\.\\d+)?(?:(?i)[kK]\\b|M\\b|\\s?(?:thousand|million|billion|mn|bn|dozen)\\b)?"
              + "(?=(?:px|bpm|[dD]B|ms|s|min|h|%|°)(?!\\w)|(?![\\w/:@]|[.,]\\d|-\\d))");
  private static final Pattern MARKED =
      Pattern.compile("(?i)(?<=[$€£¥#])\\d+(?:,\\d{3})*(?:\\.\\d+)?[kM]?(?![\\w/:]|[.,]\\d|-\\d)");
  private static final Map<String, Integer> UNITS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("thirteen", 13),
          Map.entry("fourteen", 14),
          Map.entry("fifteen", 15),
          Map.entry("sixteen", 16),
          Map.entry("seventeen", 17),
          Map.entry("eighteen", 18),
          Map.entry("nineteen", 19));
  private static final Map<String, Integer> TENS =
      Map.of(
          "twenty", 20, "thirty", 30, "forty", 40, "fifty", 50, "sixty", 60, "seventy", 70,
          "eighty", 80, "ninety", 90);
  private static final Map<String, Integer> SCALES =
      Map.of(
          "dozen",
          12,
          "hundred",
          100,
          "thousand",
          1_000,
          "k",
          1_000,
          "million",
          1_000_000,
          "mn",
          1_000_000,
          "m",
          1_000_000,
          "billion",
          1_000_000_000,
          "bn",
          1_000_000_000);
  private static final String WORD =
      "(?:"
          + String.join("|", UNITS.keySet())
          + "|"
          + String.join("|", TENS.keySet())
          + "|hundred|thousand|million|dozen)";
  private static final Pattern SPOKEN =
      Pattern.compile(
          "(?i)\\b(?:(?:a|half a)\\s+(?:dozen|hundred|thousand|million)|"
              + WORD
              + "(?:(?:\\s+and\\s+|\\s+|-)"
              + WORD
              + ")*)\\b(?!-)");

  private Numbers() {}

  /** In order of appearance; "one" alone is a pronoun more often than a number. */
  static List<Found> in(String text) {
    List<Found> found = new ArrayList<>();
    for (Pattern pattern : List.of(DIGITS, MARKED)) {
      for (Matcher m = pattern.matcher(text); m.find(); ) {
        found.add(new Found(digits(m.group()), m.start(), m.end()));
      }
    }
    for (Matcher m = SPOKEN.matcher(text); m.find(); ) {
      String words = m.group().toLowerCase(Locale.ROOT);
      boolean counted =
          found.stream().anyMatch(each -> each.end() > m.start() && each.start() < m.end());
      if (!words.equals("one") && !counted) {
        found.add(new Found(spoken(words), m.start(), m.end()));
      }
    }
    found.sort(java.util.Comparator.comparingInt(Found::start));
    return found;
  }

  private static int scale(String word) {
    return SCALES.getOrDefault(word, 1);
  }

  private static String digits(String token) {
    String plain = token.replace(",", "").replace('−', '-').toLowerCase(Locale.ROOT);
    Matcher scaled = Pattern.compile("([-\\d.]+)\\s?([a-z]+)").matcher(plain);
    return scaled.matches()
        ? new BigDecimal(scaled.group(1))
            .multiply(BigDecimal.valueOf(scale(scaled.group(2))))
            .stripTrailingZeros()
            .toPlainString()
        : plain;
  }

  private static String spoken(String words) {
    if (words.startsWith("half a")) {
      return String.valueOf(scale(words.substring(words.lastIndexOf(' ') + 1)) / 2);
    }
    long sum = 0;
    long current = 0;
    for (String word : words.split("[\\s-]+", -1)) {
      if (word.equals("and")) {
        continue;
      }
      if (word.equals("a")) {
        current = 1;
      } else if (UNITS.containsKey(word)) {
        current += UNITS.get(word);
      } else if (TENS.containsKey(word)) {
        current += TENS.get(word);
      } else {
        int scale = scale(word);
        current = Math.max(1, current) * scale;
        if (scale >= 1_000) {
          sum += current;
          current = 0;
        }
      }
    }
    return String.valueOf(sum + current);
  }
}

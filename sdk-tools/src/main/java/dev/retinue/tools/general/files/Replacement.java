package dev.retinue.tools.general.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text in the place of another. A line end in what is looked for stands for any (LF, CRLF), and
 * one in what is put there becomes one of the file's. Immutable.
 *
 * @param old what is looked for, not empty
 */
record Replacement(String old, String with) {
  private static final Pattern LINE_END = Pattern.compile("\\r?\\n");

  /** Where something was found: from the first character to the one behind the last. */
  record Spot(int from, int to) {}

  /** All places, none over another. */
  List<Spot> spots(String text) {
    List<Spot> spots = new ArrayList<>();
    Matcher matcher = pattern().matcher(text);
    while (matcher.find()) {
      spots.add(new Spot(matcher.start(), matcher.end()));
    }
    return spots;
  }

  private Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    for (String line : LINE_END.split(old, -1)) {
      pattern.append(pattern.isEmpty() ? "" : "\\r?\\n").append(Pattern.quote(line));
    }
    return Pattern.compile(pattern.toString());
  }

  /** The text with this at the places. */
  String applied(String text, List<Spot> spots) {
    String written = LINE_END.matcher(with).replaceAll(lineEnd(text));
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    for (Spot spot : spots) {
      result.append(text, done, spot.from()).append(written);
      done = spot.to();
    }
    return result.append(text, done, text.length()).toString();
  }

  /** The one that most lines of the text end with. */
  static String lineEnd(String text) {
    long feeds = text.chars().filter(c -> c == '\n').count();
    long returns = Pattern.compile("\\r\\n").matcher(text).results().count();
    return returns * 2 > feeds ? "\r\n" : "\n";
  }

  /**
   * The text as it was before this was done to it.
   *
   * @param was whether it is the one
   */
  Optional<String> undone(String text, Predicate<String> was) {
    if (with.isEmpty()) {
      return Optional.empty();
    }
    Replacement back = new Replacement(/* old= */ with, /* with= */ old);
    List<Spot> spots = back.spots(text);
    String all = back.applied(text, spots);
    if (was.test(all)) {
      return Optional.of(all);
    }
    return spots.stream()
        .limit(10)
        .map(spot -> back.applied(text, List.of(spot)))
        .filter(was)
        .findFirst();
  }

  /** The number of the line that a character is in, from 1. */
  static int line(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}

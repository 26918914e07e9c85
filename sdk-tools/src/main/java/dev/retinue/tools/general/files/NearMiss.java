package dev.retinue.tools.general.files;

import dev.retinue.error.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What in a text may have been meant by something that is not in it. */
final class NearMiss {
  private static final int MOST_LINES = 2_000;
  private static final int MOST_LENGTH = 200;
  private static final int MOST_SHOWN = 300;

  private NearMiss() {}

  /** In words, for the end of a message; empty if nothing comes near. */
  static String hint(String text, Replacement wanted) {
    return inOtherSpace(text, wanted.old())
        .or(() -> inOtherCase(text, wanted.old()))
        .or(() -> done(text, wanted))
        .or(() -> nearestLine(text, wanted.old()))
        .orElse("");
  }

  private static Optional<String> inOtherSpace(String text, String old) {
    String pattern =
        Arrays.stream(old.strip().split("\\s+", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s++"));
    return found(text, Pattern.compile(pattern), "with other spaces or line ends");
  }

  private static Optional<String> inOtherCase(String text, String old) {
    Pattern pattern =
        Pattern.compile(Pattern.quote(old), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return found(text, pattern, "in other capitals");
  }

  private static Optional<String> found(String text, Pattern pattern, String how) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() && !matcher.group().isEmpty()
        ? Optional.of(
            "; it is in line "
                + Replacement.line(text, matcher.start())
                + " "
                + how
                + ": '"
                + cut(matcher.group())
                + "'")
        : Optional.empty();
  }

  private static Optional<String> done(String text, Replacement wanted) {
    if (wanted.with().isBlank()) {
      return Optional.empty();
    }
    return new Replacement(wanted.with(), "")
        .spots(text).stream()
            .findFirst()
            .map(spot ->
                "; the new text is there already, in line " + Replacement.line(text, spot.from()));
  }

  private static Optional<String> nearestLine(String text, String old) {
    String first = old.strip().lines().findFirst().orElse("").strip();
    if (first.length() < 4 || first.length() > MOST_LENGTH) {
      return Optional.empty();
    }
    List<String> lines =
        text.lines()
            .map(String::strip)
            .filter(line -> Math.abs(line.length() - first.length()) <= first.length() / 3)
            .limit(MOST_LINES)
            .toList();
    return NearestName.of(first, lines)
        .map(line ->
            "; the nearest is line "
                + Replacement.line(text, text.indexOf(line))
                + ": '"
                + cut(line)
                + "'");
  }

  private static String cut(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }
}

package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which lines of a file are wanted; lines and columns are counted from 1. */
sealed interface LineRange {
  /**
   * @param column where in the first line to begin
   * @param last the last line, {@link Integer#MAX_VALUE} for the end of the file
   */
  record FromTo(int first, int column, int last) implements LineRange {}

  /** The last lines of the file. */
  record Tail(int lines) implements LineRange {}

  int MOST_TAIL = 5_000;

  /**
   * {@code 10-40}, {@code 10-}, {@code 10}, {@code -20}, and {@code 10:5001-} as a cursor has it.
   */
  static LineRange read(Optional<String> range) throws Refused {
    if (range.isEmpty()) {
      return new FromTo(1, 1, Integer.MAX_VALUE);
    }
    Matcher tail = Pattern.compile("-(\\d{1,9})").matcher(range.get().strip());
    if (tail.matches()) {
      int lines = Integer.parseInt(tail.group(1));
      if (lines < 1 || lines > MOST_TAIL) {
        throw Refused.invalid("the last 1 to " + MOST_TAIL + " lines can be read, got " + lines);
      }
      return new Tail(lines);
    }
    Matcher matcher =
        Pattern.compile("(\\d{1,9})(?::(\\d{1,9}))?(-)?(\\d{1,9})?").matcher(range.get().strip());
    if (!matcher.matches() || (matcher.group(3) == null && matcher.group(4) != null)) {
      throw unreadable(range.get());
    }
    int first = Integer.parseInt(matcher.group(1));
    int column = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    int last = first;
    if (matcher.group(4) != null) {
      last = Integer.parseInt(matcher.group(4));
    } else if (matcher.group(3) != null) {
      last = Integer.MAX_VALUE;
    }
    if (first < 1 || column < 1 || last < first) {
      throw unreadable(range.get());
    }
    return new FromTo(first, column, last);
  }

  private static Refused unreadable(String range) {
    return Refused.invalid(
        "'range' must be lines such as 10-40, 10- (to the end) or -20 (the last 20), got '"
            + range
            + "'");
  }
}

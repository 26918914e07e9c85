package dev.retinue.tools.general.files;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Collects the wanted lines of a text that is fed to it once, holding no more than it will give.
 * {@code \n}, {@code \r\n} and {@code \r} end a line. Confined.
 */
final class Excerpt {
  private static final char REPLACEMENT = '\uFFFD';

  private final LineRange range;
  private final int mostChars;
  private final StringBuilder text = new StringBuilder();
  private final Deque<StringBuilder> tail = new ArrayDeque<>();

  private int tailChars;
  private boolean tailCut;
  private int line = 1;
  private int column = 1;
  private int lastShown;
  private boolean lineOpen;
  private boolean afterReturn;
  private boolean newlinePending;
  private boolean full;
  private int replaced;
  private boolean returns;
  private @Nullable String cursor;

  Excerpt(LineRange range, int mostChars) {
    this.range = range;
    this.mostChars = mostChars;
  }

  void feed(char[] chars, int count) {
    for (int i = 0; i < count; i++) {
      char c = chars[i];
      boolean secondHalf = c == '\n' && afterReturn;
      afterReturn = c == '\r';
      if (secondHalf) {
        returns = true;
      } else if (c == '\n' || c == '\r') {
        endLine();
      } else {
        if (c == REPLACEMENT) {
          replaced++;
        }
        lineOpen = true;
        take(c);
        column++;
      }
    }
  }

  private void endLine() {
    if (range instanceof LineRange.Tail(int lines)) {
      if (!lineOpen) {
        beginTail(lines);
      }
    } else if (wanted()) {
      show();
      newlinePending = true;
    }
    line++;
    column = 1;
    lineOpen = false;
  }

  private void take(char c) {
    if (range instanceof LineRange.Tail(int lines)) {
      if (column == 1) {
        beginTail(lines);
      }
      if (tail.getLast().length() < mostChars) {
        tail.getLast().append(c);
        tailChars++;
      } else {
        tailCut = true;
      }
    } else if (wanted() && show()) {
      if (text.length() < mostChars || Character.isLowSurrogate(c)) {
        text.append(c);
      } else {
        stop(column == 1 ? line + "-" : line + ":" + column + "-");
      }
    }
  }

  private void beginTail(int lines) {
    tail.addLast(new StringBuilder());
    tailChars++;
    tailCut = false;
    while (tail.size() > lines || (tailChars > mostChars && tail.size() > 1)) {
      tailChars -= tail.removeFirst().length() + 1;
    }
  }

  /** Begins the line in the excerpt, if it has not begun and there is room for it. */
  private boolean show() {
    if (full) {
      return false;
    }
    if (newlinePending) {
      if (text.length() + 1 >= mostChars) {
        stop(line + "-");
        return false;
      }
      text.append('\n');
      newlinePending = false;
    }
    lastShown = line;
    return true;
  }

  private boolean wanted() {
    return range instanceof LineRange.FromTo(int first, int from, int last)
        && line >= first
        && line <= last
        && (line > first || column >= from);
  }

  private void stop(String next) {
    full = true;
    String end =
        range instanceof LineRange.FromTo(int first, int from, int last)
                && last != Integer.MAX_VALUE
            ? Integer.toString(last)
            : "";
    cursor = next + end;
  }

  /** How many lines the text has. */
  int lines() {
    return lineOpen ? line : line - 1;
  }

  /** Characters that were no text in the assumed encoding. */
  int replaced() {
    return replaced;
  }

  boolean hasReturns() {
    return returns;
  }

  /**
   * @param first number of the first line, 0 if there is none
   * @param last number of the last line
   * @param cursor the range to go on with, null at the end
   */
  record Shown(String text, int first, int last, @Nullable String cursor) {}

  Shown shown() {
    return switch (range) {
      case LineRange.Tail(int lines) -> tailShown(lines);
      case LineRange.FromTo(int first, int from, int last) ->
          lastShown == 0
              ? new Shown("", 0, 0, cursor)
              : new Shown(text.toString(), first, lastShown, cursor);
    };
  }

  /** The end of the tail is what was asked for, so it is cut at its beginning. */
  private Shown tailShown(int wanted) {
    while (tailChars > mostChars + 1 && tail.size() > 1) {
      tailChars -= tail.removeFirst().length() + 1;
    }
    int first = lines() - tail.size() + 1;
    int beginning = Math.max(1, lines() - wanted + 1);
    String next = first > beginning ? beginning + "-" + (first - 1) : null;
    return new Shown(
        String.join("\n", tail),
        tail.isEmpty() ? 0 : first,
        lines(),
        tailCut ? lines() + ":" + (mostChars + 1) + "-" : next);
  }
}

package dev.retinue.tools.general.files;

import dev.retinue.tools.general.files.Replacement.Spot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an edit did, as a unified diff with three lines around. It is made from where the edit was
 * and not by comparing, so that it takes no longer for a long file.
 */
final class EditDiff {
  private static final int AROUND = 3;
  private static final int MOST_CHARS = 8_000;

  private final String before;
  private final String after;
  private final StringBuilder diff = new StringBuilder();

  private EditDiff(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /**
   * @param spots that were replaced, in the text before
   * @param length of what stands there after
   */
  static String of(String before, String after, List<Spot> spots, int length) {
    EditDiff made = new EditDiff(before, after);
    int shift = 0;
    List<Hunk> hunks = new ArrayList<>();
    for (Spot spot : spots) {
      Lines from = Lines.around(before, spot.from(), spot.to());
      int begin = spot.from() + shift;
      Lines to = Lines.around(after, begin, begin + length);
      shift += length - (spot.to() - spot.from());
      Hunk last = hunks.isEmpty() ? null : hunks.getLast();
      if (last != null && from.first() - last.from().last() <= 2 * AROUND) {
        hunks.removeLast();
        hunks.add(new Hunk(last.from().upTo(from), last.to().upTo(to)));
      } else {
        hunks.add(new Hunk(from, to));
      }
    }
    hunks.forEach(made::write);
    String all = made.diff.toString();
    return all.length() <= MOST_CHARS ? all : all.substring(0, MOST_CHARS) + "\n[... cut]";
  }

  private record Hunk(Lines from, Lines to) {}

  /** Numbers of lines, from 0. */
  private record Lines(int first, int last) {
    static Lines around(String text, int from, int to) {
      int first = Replacement.line(text, from) - 1;
      // What ends with a line end does not reach into the next line, unless it is empty.
      int end = to > from && text.charAt(to - 1) == '\n' ? to - 1 : to;
      return new Lines(first, Math.max(first, Replacement.line(text, end) - 1));
    }

    Lines upTo(Lines other) {
      return new Lines(first, other.last);
    }
  }

  private void write(Hunk hunk) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    int start = Math.max(0, hunk.from().first() - AROUND);
    int newStart = Math.max(0, hunk.to().first() - AROUND);
    int oldEnd = Math.min(old.size(), hunk.from().last() + 1);
    int newEnd = Math.min(now.size(), hunk.to().last() + 1);
    int tail = Math.min(AROUND, Math.min(old.size() - oldEnd, now.size() - newEnd));
    diff.append("@@ -")
        .append(start + 1)
        .append(',')
        .append(oldEnd + tail - start)
        .append(" +")
        .append(newStart + 1)
        .append(',')
        .append(newEnd + tail - newStart)
        .append(" @@\n");
    put(' ', old, start, hunk.from().first());
    put('-', old, hunk.from().first(), oldEnd);
    put('+', now, hunk.to().first(), newEnd);
    put(' ', old, oldEnd, oldEnd + tail);
  }

  private void put(char sign, List<String> lines, int from, int to) {
    for (int i = from; i < to; i++) {
      diff.append(sign).append(lines.get(i)).append('\n');
    }
  }

  private static List<String> lines(String text) {
    List<String> lines = Arrays.asList(text.split("\\r?\\n", -1));
    boolean ended = text.endsWith("\n");
    return ended ? lines.subList(0, lines.size() - 1) : lines;
  }
}

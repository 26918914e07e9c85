package dev.retinue.tools.general.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects lines that match, from one file after another. Confined. */
final class LineSearch {
  private static final int MOST_SHOWN = 400;
  private static final int MOST_LINE = 100_000;

  private final Pattern pattern;
  private final int context;
  private final int most;
  private final Watched.Watch watch;
  private final List<FileSearch.Hit> hits = new ArrayList<>();
  private int searched;
  private String path = "";
  private int line;

  LineSearch(Pattern pattern, int context, int most, Watched.Watch watch) {
    this.pattern = pattern;
    this.context = context;
    this.most = most;
    this.watch = watch;
  }

  List<FileSearch.Hit> hits() {
    return List.copyOf(hits);
  }

  int searched() {
    return searched;
  }

  /** Where it is, for a message. */
  String where() {
    return "line " + line + " of '" + path + "'";
  }

  /**
   * Looks into a file, and closes it; nothing is looked for in what is no text.
   *
   * @param after the line after which to begin
   * @return whether there is room for more
   */
  boolean in(String file, InputStream bytes, int after) throws IOException {
    path = file;
    line = 0;
    try (InputStream in = new BufferedInputStream(bytes, 2 * Content.SAMPLE)) {
      in.mark(Content.SAMPLE + 1);
      byte[] head = in.readNBytes(Content.SAMPLE);
      in.reset();
      if (!(Content.sniff(head) instanceof Content.Text text)) {
        return true;
      }
      searched++;
      in.skipNBytes(text.mark());
      return lines(
          new LongLines(
              new InputStreamReader(
                  in,
                  text.charset()
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPLACE)
                      .onUnmappableCharacter(CodingErrorAction.REPLACE)),
              MOST_LINE),
          after);
    }
  }

  private boolean lines(LongLines reader, int after) throws IOException {
    Deque<String> before = new ArrayDeque<>();
    List<Open> open = new ArrayList<>();
    boolean room = true;
    String text = reader.next();
    while (text != null && (room || !open.isEmpty())) {
      line++;
      watch.check();
      String shown = cut(text, 0);
      open.forEach(each -> each.after().add(shown));
      open.removeIf(each -> each.after().size() >= context && close(each));
      Matcher matcher = pattern.matcher(new Watched(text, watch));
      if (line > after && room && matcher.find()) {
        if (hits.size() + open.size() == most) {
          room = false;
        } else {
          Open hit =
              new Open(line, cut(text, matcher.start()), List.copyOf(before), new ArrayList<>());
          if (context == 0) {
            close(hit);
          } else {
            open.add(hit);
          }
        }
      }
      before.addLast(shown);
      if (before.size() > context) {
        before.removeFirst();
      }
      text = reader.next();
    }
    open.forEach(this::close);
    return room;
  }

  /** A hit that waits for the lines after it. */
  private record Open(int line, String text, List<String> before, List<String> after) {}

  private boolean close(Open hit) {
    hits.add(
        new FileSearch.Hit(path, hit.line(), hit.text(), lines(hit.before()), lines(hit.after())));
    return true;
  }

  private @Nullable List<String> lines(List<String> around) {
    return context == 0 ? null : List.copyOf(around);
  }

  private static String cut(String text, int around) {
    if (text.length() <= MOST_SHOWN) {
      return text;
    }
    int from = Math.clamp(around - MOST_SHOWN / 4, 0, text.length() - MOST_SHOWN);
    int to = from + MOST_SHOWN;
    return (from > 0 ? "..." : "") + text.substring(from, to) + (to < text.length() ? "..." : "");
  }
}

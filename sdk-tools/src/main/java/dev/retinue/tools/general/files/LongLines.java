package dev.retinue.tools.general.files;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines, of which one may be longer than the memory: its rest is passed over. Confined. */
final class LongLines {
  private static final int CHUNK = 16_384;

  private final Reader reader;
  private final int most;
  private final char[] buffer = new char[CHUNK];
  private int position;
  private int end;

  /**
   * @param most characters of a line
   */
  LongLines(Reader reader, int most) {
    this.reader = reader;
    this.most = most;
  }

  /** The next line without its end; null if there is none. */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    boolean any = false;
    while (true) {
      if (position == end) {
        end = reader.read(buffer);
        position = 0;
        if (end <= 0) {
          end = 0;
          return any ? text(line) : null;
        }
      }
      any = true;
      int from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      line.append(buffer, from, Math.min(position - from, most - Math.min(most, line.length())));
      if (position < end) {
        position++;
        return text(line);
      }
    }
  }

  private static String text(StringBuilder line) {
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }
}

package dev.retinue.timeline;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes HTML. Confined to a call. */
final class Html {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private final StringBuilder out = new StringBuilder(64 * 1024);

  /** Markup, as it is. */
  Html append(String markup) {
    out.append(markup);
    return this;
  }

  Html number(long number) {
    out.append(number);
    return this;
  }

  /** Text that is shown and never interpreted. */
  Html text(String content) {
    escape(content, out);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** Text as it may stand in an element and in a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    escape(text, escaped);
    return escaped.toString();
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append((char) c);
        case '\r' -> {}
        default -> out.append(c < 0x7F && c >= 0x20 ? (Object) (char) c : Wording.visible(c));
      }
    }
  }

  /** A part of one, as CSS has it. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.3f%%", Math.max(0, Math.min(1, part)) * 100);
  }

  static String moment(Instant moment) {
    return MOMENT.format(moment);
  }
}

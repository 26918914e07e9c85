package dev.retinue.tools.schema;

import java.util.regex.Pattern;

/** Text of whoever describes or answers, before a model or a person sees it. */
public final class OutsideText {
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private OutsideText() {}

  /**
   * The text without what cannot be seen (control characters but tab and line feed, formatting,
   * tags, private use), in which instructions can be hidden from people.
   *
   * @param most characters, from 1; what is beyond is left out, and that it was is said
   */
  public static String clean(String text, int most) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), most));
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!isVisible(c)) {
        continue;
      }
      if (clean.length() + Character.charCount(c) > most) {
        return clean + " [cut after " + most + " characters]";
      }
      clean.appendCodePoint(c);
    }
    return clean.toString();
  }

  private static boolean isVisible(int c) {
    if (c == '\n' || c == '\t' || (c >= ' ' && c <= '~')) {
      return true;
    }
    boolean selectsVariant = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
    return !selectsVariant
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }

  /** The same in one line. */
  public static String line(String text, int most) {
    return SPACES.matcher(clean(text, most)).replaceAll(" ").strip();
  }
}

package dev.retinue.llm.prompt;

/**
 * Tokens of a text as a byte-pair encoding of some 200,000 words splits it: by words, numbers,
 * marks and space, then within them. The weights were fitted to the encoding o200k on prose in
 * English, German, Russian, Chinese and Japanese, on Java, Markdown and JSON.
 */
final class Weight {
  /** Letters that a word of one token usually has at most. */
  private static final int SHORT = 5;

  private static final double LETTER_BEYOND = 0.13;
  private static final double ACCENT = 0.35;
  private static final double IDEOGRAPH = 0.8;
  private static final double OTHER_WORD = 0.75;
  private static final double OTHER_LETTER = 0.19;
  private static final double MARK_BEYOND = 0.2;
  private static final double BREAK = 0.7;
  private static final int DIGITS = 3;

  private enum Kind {
    LATIN,
    OTHER,
    IDEOGRAPH,
    DIGIT,
    SPACE,
    MARK
  }

  private Weight() {}

  static double of(String text) {
    double sum = 0;
    int start = 0;
    while (start < text.length()) {
      Kind kind = kind(text.charAt(start));
      int end = start + 1;
      while (end < text.length() && kind(text.charAt(end)) == kind && !isHump(text, end)) {
        end++;
      }
      sum += weight(text, kind, start, end);
      start = end;
    }
    return sum;
  }

  /** Where a word begins within an identifier: {@code readAll}. */
  private static boolean isHump(String text, int i) {
    return Character.isUpperCase(text.charAt(i)) && Character.isLowerCase(text.charAt(i - 1));
  }

  private static double weight(String text, Kind kind, int start, int end) {
    int length = end - start;
    return switch (kind) {
      case LATIN ->
          1 + Math.max(0, length - SHORT) * LETTER_BEYOND + accents(text, start, end) * ACCENT;
      case OTHER -> OTHER_WORD + length * OTHER_LETTER;
      case IDEOGRAPH -> length * IDEOGRAPH;
      case DIGIT -> Math.ceilDiv(length, DIGITS);
      // One space is taken into the word that follows, a break often into the mark before.
      case SPACE -> length == 1 && text.charAt(start) == ' ' ? 0 : BREAK;
      case MARK -> 1 + (length - 1) * MARK_BEYOND;
    };
  }

  private static int accents(String text, int start, int end) {
    int count = 0;
    for (int i = start; i < end; i++) {
      count += text.charAt(i) < 0x80 ? 0 : 1;
    }
    return count;
  }

  private static Kind kind(char c) {
    if (c <= ' ' || c == 0xA0) {
      return Kind.SPACE;
    }
    if (c >= '0' && c <= '9') {
      return Kind.DIGIT;
    }
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? Kind.LATIN : Kind.MARK;
    }
    if (!Character.isLetter(c)) {
      return Kind.MARK;
    }
    if (c < 0x250) {
      return Kind.LATIN;
    }
    return isIdeograph(c) ? Kind.IDEOGRAPH : Kind.OTHER;
  }

  private static boolean isIdeograph(char c) {
    return (c >= 0x3040 && c <= 0x30FF)
        || (c >= 0x3400 && c <= 0x9FFF)
        || (c >= 0xAC00 && c <= 0xD7A3);
  }
}

package dev.retinue.chunk;

import java.lang.Character.UnicodeScript;

/**
 * Estimates how many tokens a sentence-embedding model's word-piece tokenizer makes of a text,
 * without the tokenizer: one for each six letters begun of a run of Latin letters, one for two
 * digits, one for two letters of other alphabets, which small models know little of, and one for
 * each other visible character and each ideograph.
 */
final class Tokens {
  private static final int LATIN_LETTERS = 6;
  private static final int OTHER_LETTERS = 2;
  private static final int DIGITS = 2;

  private enum Kind {
    LATIN,
    OTHER_LETTER,
    DIGIT,
    SIGN,
    SPACE
  }

  private Tokens() {}

  static int estimate(CharSequence text) {
    return estimate(text, 0, text.length());
  }

  static int estimate(CharSequence text, int from, int to) {
    int tokens = 0;
    int i = from;
    while (i < to) {
      Kind kind = kind(text.charAt(i));
      int end = i + 1;
      while (end < to && kind(text.charAt(end)) == kind) {
        end++;
      }
      int length = end - i;
      tokens +=
          switch (kind) {
            case LATIN -> (length + LATIN_LETTERS - 1) / LATIN_LETTERS;
            case OTHER_LETTER -> (length + OTHER_LETTERS - 1) / OTHER_LETTERS;
            case DIGIT -> (length + DIGITS - 1) / DIGITS;
            case SIGN -> length;
            case SPACE -> 0;
          };
      i = end;
    }
    return tokens;
  }

  private static Kind kind(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      return Kind.LATIN;
    }
    if (Character.isDigit(c)) {
      return Kind.DIGIT;
    }
    if (Character.isWhitespace(c)) {
      return Kind.SPACE;
    }
    if (Character.isLetter(c) && !Character.isIdeographic(c)) {
      return UnicodeScript.of(c) == UnicodeScript.LATIN ? Kind.LATIN : Kind.OTHER_LETTER;
    }
    return Kind.SIGN;
  }
}

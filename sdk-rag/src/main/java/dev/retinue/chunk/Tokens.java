package dev.retinue.chunk;

/**
 * Estimates how many tokens a sentence-embedding model's word-piece tokenizer makes of a text,
 * without the tokenizer: one for each letter run of up to {@value #LETTERS} letters and one more
 * for each further {@value #LETTERS}, one for two digits, one for each other visible character, and
 * one for each ideograph.
 */
final class Tokens {
  private static final int LETTERS = 6;
  private static final int DIGITS = 2;

  private Tokens() {}

  static int estimate(CharSequence text) {
    return estimate(text, 0, text.length());
  }

  static int estimate(CharSequence text, int from, int to) {
    int tokens = 0;
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (Character.isIdeographic(c) || Character.isSurrogate(c)) {
        tokens++;
        i++;
      } else if (Character.isLetter(c)) {
        int end = i + 1;
        while (end < to
            && Character.isLetter(text.charAt(end))
            && !Character.isIdeographic(text.charAt(end))) {
          end++;
        }
        tokens += (end - i + LETTERS - 1) / LETTERS;
        i = end;
      } else if (Character.isDigit(c)) {
        int end = i + 1;
        while (end < to && Character.isDigit(text.charAt(end))) {
          end++;
        }
        tokens += (end - i + DIGITS - 1) / DIGITS;
        i = end;
      } else {
        tokens += Character.isWhitespace(c) ? 0 : 1;
        i++;
      }
    }
    return tokens;
  }
}

package dev.retinue.llm.prompt;

/**
 * Tokens of a text as a byte-pair encoding of some 200,000 words splits it, by kinds of characters.
 * The weights were fitted to the encoding o200k on prose in English, German, Russian, Chinese and
 * Japanese, Java code and JSON.
 */
final class Weight {
  private static final double LATIN_LETTER = 0.205;
  private static final double ACCENTED = 0.55;
  private static final double DIGIT = 0.4;
  private static final double MARK = 0.55;
  private static final double BREAK = 0.35;
  private static final double IDEOGRAPH = 0.78;
  private static final double OTHER_LETTER = 0.3;

  private Weight() {}

  static double of(String text) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      sum += of(text.charAt(i));
    }
    return sum;
  }

  private static double of(char c) {
    if (c < 0x80) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        return LATIN_LETTER;
      }
      if (c == ' ') {
        return 0; // taken into the word that follows
      }
      if (c >= '0' && c <= '9') {
        return DIGIT;
      }
      return c < ' ' ? BREAK : MARK;
    }
    if (c < 0x250) {
      return ACCENTED;
    }
    if ((c >= 0x3040 && c <= 0x30FF)
        || (c >= 0x3400 && c <= 0x9FFF)
        || (c >= 0xAC00 && c <= 0xD7A3)) {
      return IDEOGRAPH;
    }
    return Character.isLetter(c) ? OTHER_LETTER : 1;
  }
}

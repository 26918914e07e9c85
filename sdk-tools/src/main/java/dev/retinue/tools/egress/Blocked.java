package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;

/** The refusals that several parts of the guard give. */
final class Blocked {
  /** The guard does not let a call go there. */
  static final String DESTINATION = "BLOCKED_DESTINATION";

  /** Nothing came of the connection. */
  static final String UNREACHABLE = "UNREACHABLE";

  /** It took too long. */
  static final String TIMEOUT = "TIMEOUT";

  /** What came is no HTTP, or ended too early. */
  static final String BAD_RESPONSE = "BAD_RESPONSE";

  /** What came is too much. */
  static final String TOO_BIG = "TOO_BIG";

  private Blocked() {}

  /**
   * @param where the URL or host as it was given
   */
  static Refused destination(String where, String reason) {
    return new Refused(DESTINATION, "'" + shown(where) + "' is refused: " + reason);
  }

  /** Text of whoever wrote it, as it may stand in a message: in one line, and not long. */
  static String shown(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(300)
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            clean.append(name(c));
          } else {
            clean.appendCodePoint(c);
          }
        });
    return text.codePointCount(0, text.length()) > 300 ? clean + "..." : clean.toString();
  }

  /** A character that cannot be seen, by its number. */
  static String name(int c) {
    return String.format("<U+%04X>", c);
  }
}

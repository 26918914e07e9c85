package dev.retinue.tools.general.calculator;

import dev.retinue.tools.catalogue.Refused;
import java.util.Objects;

/** An expression that cannot be read or computed, with the place as soon as it is known. */
final class Fault extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int NOWHERE = -1;

  /** Characters of the expression shown to either side of the caret. */
  private static final int EXCERPT = 40;

  private final String code;
  private final int position;

  private Fault(String code, String message, int position) {
    super(message);
    this.code = code;
    this.position = position;
  }

  static Fault invalid(String message) {
    return new Fault(Refused.INVALID_ARGUMENT, message, NOWHERE);
  }

  /** Too large to compute or to show. */
  static Fault limit(String message) {
    return new Fault("LIMIT", message, NOWHERE);
  }

  /** The same fault at this place, unless it has one already: the innermost place is kept. */
  Fault at(int place) {
    return position == NOWHERE ? new Fault(code, getMessage(), place) : this;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "message");
  }

  /** What the model is told: the message, the position counted from 1, and a caret below it. */
  Refused in(String expression) {
    if (position == NOWHERE) {
      return new Refused(code, getMessage());
    }
    int from = Math.max(0, position - EXCERPT);
    int to = Math.min(expression.length(), position + EXCERPT);
    String before = from > 0 ? "..." : "";
    String excerpt =
        before + expression.substring(from, to) + (to < expression.length() ? "..." : "");
    return new Refused(
        code,
        getMessage()
            + ", at position "
            + (position + 1)
            + ":\n"
            + excerpt.replaceAll("\\s", " ")
            + "\n"
            + " ".repeat(before.length() + position - from)
            + "^");
  }
}

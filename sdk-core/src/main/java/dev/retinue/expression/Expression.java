package dev.retinue.expression;

import java.util.Map;

/**
 * An expression of the Common Expression Language: {@code args.amount > 100 &&
 * args.to.endsWith("@acme.com")}. It has no side effects, cannot call into the host, and its time
 * and size are bounded: at most {@value #MOST_CHARACTERS} characters, {@value #MOST_ITERATIONS}
 * iterations of {@code all}, {@code exists}, {@code map} and {@code filter} together, and regular
 * expressions that take linear time (RE2). Immutable and thread-safe.
 *
 * <p>Language: <a href="https://cel.dev">cel.dev</a>. Needs {@code dev.cel:cel} on the class path.
 */
public final class Expression {
  static final int MOST_CHARACTERS = 2_000;
  static final int MOST_ITERATIONS = 10_000;

  private final String text;
  private final Compiled compiled;

  /** What the library made of it. */
  interface Compiled {
    Object value(Map<String, ?> values);
  }

  private Expression(String text, Compiled compiled) {
    this.text = text;
    this.compiled = compiled;
  }

  /**
   * Compiles an expression.
   *
   * @param variables what it may name, and what that holds
   * @throws ExpressionException if it is wrong, with its position and the variables that exist; or
   *     if the library is not on the class path, with its coordinates
   */
  public static Expression compile(String text, Map<String, ValueKind> variables) {
    return new Expression(text, compiled(text, variables, false));
  }

  /** As {@link #compile}, for an expression that is true or false. */
  public static Expression condition(String text, Map<String, ValueKind> variables) {
    return new Expression(text, compiled(text, variables, true));
  }

  private static Compiled compiled(
      String text, Map<String, ValueKind> variables, boolean condition) {
    if (text.length() > MOST_CHARACTERS) {
      throw new ExpressionException(
          text,
          "an expression may have "
              + MOST_CHARACTERS
              + " characters, got "
              + text.length()
              + "; shorten it",
          null);
    }
    try {
      return CelExpression.compile(text, variables, condition);
    } catch (NoClassDefFoundError e) {
      throw new ExpressionException(
          text,
          "conditions need the library dev.cel:cel, which is not on the class path: add the"
              + " dependency dev.cel:cel (its version is managed by retinue-parent), or remove the"
              + " condition '"
              + text
              + "'",
          e);
    }
  }

  /**
   * Whether it holds.
   *
   * @param values of the variables: texts, numbers, truths, and lists and maps of such
   * @throws ExpressionException if it has no value for them, for instance since a key of a map is
   *     absent, or it is not true or false
   */
  public boolean test(Map<String, ?> values) {
    Object value = value(values);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new ExpressionException(
        text, "'" + text + "' must be true or false, and is " + value, null);
  }

  /**
   * Its value: a text, a number, a truth, or a list or map of such.
   *
   * @throws ExpressionException as {@link #test}
   */
  public Object value(Map<String, ?> values) {
    return compiled.value(values);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}

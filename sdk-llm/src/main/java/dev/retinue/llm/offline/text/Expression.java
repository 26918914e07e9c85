package dev.retinue.llm.offline.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The longest stretch of a text that is arithmetic, with at least one operation. */
public final class Expression {
  private static final String NUMBER = "(?:\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?%?!?";
  private static final String FUNCTION =
      "(?:sqrt|cbrt|abs|min|max|sum|avg|round|floor|ceil|ln|log2|log10|log|exp|sin|cos|tan|gcd|lcm)";
  private static final String UNIT =
      "(?:km/h|mph|km|cm|mm|m|miles?|mi|feet|foot|ft|inch(?:es)?|yards?|yd|kg|g|mg|lbs?|pounds?|oz"
          + "|ounces?|liters?|litres?|l|ml|gallons?|hours?|h|minutes?|min|seconds?|s|days?|weeks?"
          + "|celsius|fahrenheit|kelvin|meters?|metres?|kilometers?|kilometres?|grams?|kilograms?"
          + "|GB|MB|kB|TB|degrees|deg)\\b";
  private static final String OPERAND =
      "[-+]?\\s*\\(*\\s*(?:"
          + FUNCTION
          + "\\s*)?\\(*\\s*[-+]?"
          + NUMBER
          + "(?:\\s*"
          + UNIT
          + ")?(?:\\s*\\))*";
  private static final String OPERATOR =
      "(?:\\s*(?:[-+*/^×÷−,]|\\*\\*|mod\\b)\\s*|(?<=%)\\s*of\\s+|\\s+(?:percent of)\\s+)";
  private static final Pattern SPAN =
      Pattern.compile(
          OPERAND + "(?:" + OPERATOR + OPERAND + ")*(?:\\s*(?:in|to|into)\\s+" + UNIT + ")?");
  private static final Pattern OPERATION =
      Pattern.compile(
          "[*/^×÷!]|%\\s*of|[)\\d%a-z]\\s*[-+−]\\s*[(\\d]|\\bmod\\b|"
              + FUNCTION
              + "\\s*\\(|\\b(?:in|to|into)\\s+"
              + UNIT);
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d{1,2}(?:-\\d{1,2})?|\\d{1,2}/\\d{1,2}/\\d{2,4}");

  private Expression() {}

  public static Optional<String> in(String text) {
    String plain = inSigns(text);
    String best = "";
    for (Matcher m = SPAN.matcher(plain); m.find(); ) {
      String span = balanced(m.group().strip().replaceAll("^[,+\\s]+|[,\\s]+$", ""));
      if (span.length() > best.length()
          && OPERATION.matcher(span).find()
          && !DATE.matcher(span).find()) {
        best = span;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Operations that are spoken, written as signs. */
  private static String inSigns(String text) {
    return text.replaceAll("(?i)\\bthe\\s+square root of\\s+(" + NUMBER + ")", "sqrt($1)")
        .replaceAll("(?i)\\bsquare root of\\s+(" + NUMBER + ")", "sqrt($1)")
        .replaceAll("(?i)(?<=\\d)\\s+plus\\s+(?=[-\\d(])", " + ")
        .replaceAll("(?i)(?<=\\d)\\s+minus\\s+(?=[-\\d(])", " - ")
        .replaceAll("(?i)(?<=\\d)\\s+(?:times|multiplied by|x)\\s+(?=[-\\d(])", " * ")
        .replaceAll("(?i)(?<=\\d)\\s+(?:divided by|over)\\s+(?=[-\\d(])", " / ")
        .replaceAll("(?i)(?<=\\d)\\s+(?:to the power of)\\s+(?=[-\\d(])", " ^ ")
        .replaceAll("(?i)(?<=\\d)\\s+squared\\b", "^2")
        .replaceAll("(?i)(?<=\\d)\\s*percent\\b", "%")
        .replaceAll("(?i)\\badd (" + NUMBER + ") (?:and|to) (" + NUMBER + ")", "$1 + $2")
        .replaceAll("(?i)\\bmultiply (" + NUMBER + ") (?:and|by|with) (" + NUMBER + ")", "$1 * $2")
        .replaceAll("(?i)\\bdivide (" + NUMBER + ") by (" + NUMBER + ")", "$1 / $2")
        .replaceAll("(?i)\\bsubtract (" + NUMBER + ") from (" + NUMBER + ")", "$2 - $1");
  }

  private static String balanced(String span) {
    String text = span;
    while (count(text, ')') > count(text, '(') && text.endsWith(")")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    while (count(text, '(') > count(text, ')') && text.startsWith("(")) {
      text = text.substring(1).strip();
    }
    return count(text, '(') == count(text, ')') ? text : "";
  }

  private static long count(String text, char sought) {
    return text.chars().filter(c -> c == sought).count();
  }

  /** Whether a parameter of this name wants an expression. */
  public static boolean isWantedBy(String name) {
    return name.toLowerCase(Locale.ROOT).matches("expression|expr|formula|calculation|equation");
  }
}

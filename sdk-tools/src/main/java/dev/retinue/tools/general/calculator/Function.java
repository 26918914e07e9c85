package dev.retinue.tools.general.calculator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The functions, with the numbers of arguments they take. */
enum Function {
  ABS(1, 1),
  MIN(1, Function.MANY),
  MAX(1, Function.MANY),
  SUM(1, Function.MANY),
  AVG(1, Function.MANY),
  ROUND(1, 2),
  FLOOR(1, 1),
  CEIL(1, 1),
  TRUNC(1, 1),
  SQRT(1, 1),
  CBRT(1, 1),
  ROOT(2, 2),
  EXP(1, 1),
  LN(1, 1),
  LOG2(1, 1),
  LOG10(1, 1),
  LOG(2, 2),
  SIN(1, 1),
  COS(1, 1),
  TAN(1, 1),
  ASIN(1, 1),
  ACOS(1, 1),
  ATAN(1, 1),
  GCD(2, Function.MANY),
  LCM(2, Function.MANY),
  DATE(1, 1),
  DAYS(2, 2);

  static final int MANY = 100;

  private final int least;
  private final int most;

  Function(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** The name in an expression. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Function::word).toList();
  }

  static Optional<Function> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    String known =
        switch (lower) {
          case "mean", "average" -> "avg";
          case "ceiling" -> "ceil";
          case "arcsin" -> "asin";
          case "arccos" -> "acos";
          case "arctan" -> "atan";
          default -> lower;
        };
    return Arrays.stream(values()).filter(f -> f.word().equals(known)).findFirst();
  }

  /**
   * @throws Fault if it does not take so many arguments
   */
  void accept(int arguments) throws Fault {
    if (arguments >= least && arguments <= most) {
      return;
    }
    String wanted =
        least == most
            ? least == 1 ? "one argument" : least + " arguments"
            : most == MANY ? "at least " + least : least + " to " + most + " arguments";
    String hint = this == LOG ? ": log(x, base); for base e use ln(x), for base 10 log10(x)" : "";
    throw Fault.invalid(word() + " takes " + wanted + ", got " + arguments + hint);
  }
}

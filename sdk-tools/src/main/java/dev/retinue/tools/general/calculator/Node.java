package dev.retinue.tools.general.calculator;

import java.time.LocalDate;
import java.util.List;

/** An expression as a tree. */
sealed interface Node {
  /** Where its operator or name stands, for messages. */
  int position();

  record Literal(Rational value, int position) implements Node {}

  record Constant(String name, int position) implements Node {}

  record Date(LocalDate value, int position) implements Node {}

  /** One of a unit, or so many as the operand says. */
  record InUnit(Node operand, Measure measure, int position) implements Node {}

  record Negated(Node operand, int position) implements Node {}

  record Factorial(Node operand, int position) implements Node {}

  record Binary(Operator operator, Node left, Node right, int position) implements Node {}

  record Converted(Node operand, Measure target, int position) implements Node {}

  record Call(Function function, List<Node> arguments, int position) implements Node {}

  enum Operator {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    OVER("/"),
    MODULO("mod"),
    OF("of"),
    POWER("^");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }
}

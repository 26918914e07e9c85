package dev.retinue.tools.general.calculator;

import dev.retinue.tools.general.calculator.Value.Day;
import dev.retinue.tools.general.calculator.Value.Quantity;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Computes what an expression comes to, and tells the steps. Confined to one expression. */
final class Evaluator {
  private static final int MOST_STEPS = 50;

  /**
   * Digits that functions may compute in all. One function of 1000 digits takes some 0.1 to 0.3
   * seconds, so that an expression ends within a few.
   */
  private static final int MOST_FUNCTION_DIGITS = 10_000;

  private static final Rational SECONDS_A_DAY = Rational.of(86_400);
  private static final BigInteger MOST_DAYS = BigInteger.valueOf(4_000_000);

  private final Arithmetic arithmetic;
  private final Functions functions;
  private final Rendering rendering;
  private final List<String> steps = new ArrayList<>();
  private int functionDigits;

  Evaluator(Arithmetic arithmetic, Rendering rendering) {
    this.arithmetic = arithmetic;
    this.functions = new Functions(arithmetic);
    this.rendering = rendering;
  }

  /** One line for each operation, in the order computed; at most {@value #MOST_STEPS}. */
  List<String> steps() {
    return steps;
  }

  Value evaluate(Node node) throws Fault, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the calculation was interrupted");
    }
    try {
      return switch (node) {
        case Node.Literal(Rational value, int at) -> Quantity.plain(new Real.Exact(value));
        case Node.Constant(String name, int at) ->
            Quantity.plain(name.equals("e") ? arithmetic.e() : arithmetic.pi());
        case Node.Date(LocalDate date, int at) -> new Day(date);
        case Node.InUnit(Node operand, Measure measure, int at) -> inUnit(operand, measure);
        case Node.Negated(Node operand, int at) -> {
          Quantity value = quantity(operand);
          yield Quantity.in(
              arithmetic.negate(value.amount(arithmetic)), value.measure(), arithmetic);
        }
        case Node.Factorial(Node operand, int at) -> {
          Quantity value = quantity(operand);
          Quantity result = Quantity.plain(arithmetic.factorial(functions.plain(value)));
          yield told(rendering.show(value) + "!", result);
        }
        case Node.Converted(Node operand, Measure target, int at) -> {
          Quantity value = quantity(operand);
          yield told(rendering.show(value) + " in " + target, convert(value, target));
        }
        case Node.Binary(Node.Operator operator, Node left, Node right, int at) ->
            binary(operator, evaluate(left), evaluate(right));
        case Node.Call(Function function, List<Node> arguments, int at) ->
            call(function, arguments);
      };
    } catch (Fault e) {
      throw e.at(node.position());
    }
  }

  /** The same quantity in other units. */
  Quantity convert(Quantity value, Measure target) throws Fault {
    if (value.dimension().equals(target.dimension())) {
      return new Quantity(value.base(), target);
    }
    if (value.measure().isNone() && target.dimension().equals(Dimension.ANGLE)) {
      return new Quantity(functions.angle(value).base(), target);
    }
    throw Fault.invalid(
        "cannot convert "
            + rendering.show(value)
            + " ("
            + value.dimension().words()
            + ") to "
            + target
            + " ("
            + target.dimension().words()
            + ")");
  }

  private Value inUnit(Node operand, Measure measure) throws Fault, InterruptedException {
    Quantity value = quantity(operand);
    if (!value.measure().isNone()) {
      throw Fault.invalid(
          rendering.show(value) + " has a unit already; convert it with 'in " + measure + "'");
    }
    return Quantity.in(value.base(), measure, arithmetic);
  }

  private Quantity quantity(Node node) throws Fault, InterruptedException {
    if (evaluate(node) instanceof Quantity quantity) {
      return quantity;
    }
    throw Fault.invalid("a date can only be subtracted, or moved by days").at(node.position());
  }

  private void spendFunction() throws Fault {
    functionDigits += arithmetic.precision();
    if (functionDigits > MOST_FUNCTION_DIGITS) {
      throw Fault.limit(
          "more than "
              + MOST_FUNCTION_DIGITS / arithmetic.precision()
              + " functions and powers at a precision of "
              + arithmetic.precision()
              + " digits; use less precision or split the expression");
    }
  }

  private Value call(Function function, List<Node> nodes) throws Fault, InterruptedException {
    spendFunction();
    List<Value> values = new ArrayList<>();
    for (Node argument : nodes) {
      values.add(evaluate(argument));
    }
    String shown =
        function.word()
            + "("
            + String.join(", ", values.stream().map(rendering::show).toList())
            + ")";
    return switch (function) {
      case DATE -> day(values.getFirst(), function);
      case DAYS ->
          told(shown, between(day(values.getFirst(), function), day(values.getLast(), function)));
      default -> {
        List<Quantity> quantities = new ArrayList<>();
        for (Value value : values) {
          if (!(value instanceof Quantity quantity)) {
            throw Fault.invalid(function.word() + " takes numbers, got the date " + shown);
          }
          quantities.add(quantity);
        }
        yield told(shown, functions.apply(function, quantities));
      }
    };
  }

  private Day day(Value value, Function function) throws Fault {
    if (value instanceof Day day) {
      return day;
    }
    throw Fault.invalid(
        function.word() + " takes dates in the form 2026-03-31, got " + rendering.show(value));
  }

  private Quantity between(Day from, Day to) throws Fault {
    return Quantity.in(
        Real.of(ChronoUnit.DAYS.between(from.date(), to.date())),
        Measure.of(Units.find("d").orElseThrow()),
        arithmetic);
  }

  private Value binary(Node.Operator operator, Value left, Value right) throws Fault {
    Value result;
    if (left instanceof Quantity a && right instanceof Quantity b) {
      result = binary(operator, a, b);
    } else if (left instanceof Day a && right instanceof Day b && operator == Node.Operator.MINUS) {
      result = between(b, a);
    } else if (left instanceof Day a
        && right instanceof Quantity b
        && (operator == Node.Operator.PLUS || operator == Node.Operator.MINUS)) {
      result = move(a, operator == Node.Operator.PLUS ? b.base() : arithmetic.negate(b.base()), b);
    } else {
      throw Fault.invalid("a date can only be subtracted, or moved by days");
    }
    return told(rendering.show(left) + " " + operator.sign() + " " + rendering.show(right), result);
  }

  private Day move(Day day, Real seconds, Quantity shown) throws Fault {
    if (!shown.dimension().equals(Dimension.TIME)
        || !(seconds instanceof Real.Exact(Rational exact))
        || !exact.over(SECONDS_A_DAY).isWhole()) {
      throw Fault.invalid(
          "a date moves by whole days or weeks, as in 45 d, got " + rendering.show(shown));
    }
    BigInteger days = exact.over(SECONDS_A_DAY).numerator();
    if (days.abs().compareTo(MOST_DAYS) > 0) {
      throw Fault.limit("a date moves by at most " + MOST_DAYS + " days, got " + days);
    }
    try {
      return new Day(day.date().plusDays(days.longValue()));
    } catch (DateTimeException e) {
      throw Fault.limit("the date is out of range: " + e.getMessage());
    }
  }

  private Quantity binary(Node.Operator operator, Quantity a, Quantity b) throws Fault {
    return switch (operator) {
      case PLUS -> sum(a, b, false);
      case MINUS -> sum(a, b, true);
      case TIMES -> product(withoutPercent(a), withoutPercent(b));
      case OF -> product(withoutPercent(a), b);
      case OVER -> {
        Quantity divisor = withoutPercent(b);
        Quantity dividend = withoutPercent(a);
        Measure measure = dividend.measure().times(divisor.measure().power(-1));
        yield new Quantity(arithmetic.divide(dividend.base(), divisor.base()), measure);
      }
      case MODULO -> {
        requireSame(a, b);
        yield new Quantity(arithmetic.modulo(a.base(), b.base()), a.measure());
      }
      case POWER -> {
        spendFunction();
        yield power(withoutPercent(a), functions.plain(b));
      }
    };
  }

  private Quantity product(Quantity a, Quantity b) throws Fault {
    return new Quantity(arithmetic.multiply(a.base(), b.base()), a.measure().times(b.measure()));
  }

  private Quantity sum(Quantity a, Quantity b, boolean minus) throws Fault {
    if (b.measure().isPercent() && !a.measure().isPercent()) {
      // "+ 10%" adds a tenth of what is there.
      Real share = arithmetic.multiply(a.base(), b.base());
      return new Quantity(
          minus ? arithmetic.subtract(a.base(), share) : arithmetic.add(a.base(), share),
          a.measure());
    }
    Quantity left = a;
    Quantity right = b;
    if (a.measure().isNone() && b.dimension().equals(Dimension.ANGLE)) {
      left = functions.angle(a);
    } else if (b.measure().isNone() && a.dimension().equals(Dimension.ANGLE)) {
      right = functions.angle(b);
    }
    requireSame(left, right);
    Measure measure =
        left.measure().isPercent() && right.measure().isNone() ? Measure.NONE : left.measure();
    return new Quantity(
        minus
            ? arithmetic.subtract(left.base(), right.base())
            : arithmetic.add(left.base(), right.base()),
        measure);
  }

  private void requireSame(Quantity a, Quantity b) throws Fault {
    if (!a.dimension().equals(b.dimension())) {
      throw Fault.invalid(
          "cannot combine "
              + rendering.show(a)
              + " ("
              + a.dimension().words()
              + ") with "
              + rendering.show(b)
              + " ("
              + b.dimension().words()
              + ")");
    }
    Measure own = a.measure().ownZero().isPresent() ? a.measure() : b.measure();
    if (own.ownZero().isPresent()) {
      throw Fault.invalid(
          "temperatures in "
              + own
              + " cannot be added or subtracted; convert to K first, as in"
              + " (20 degC in K) + 5 K");
    }
  }

  private Quantity power(Quantity base, Real exponent) throws Fault {
    if (base.measure().isNone()) {
      return Quantity.plain(arithmetic.power(base.base(), exponent));
    }
    if (exponent instanceof Real.Exact(Rational whole) && whole.isWhole() && whole.bits() < 8) {
      return new Quantity(
          arithmetic.power(base.base(), exponent),
          base.measure().power(whole.numerator().intValue()));
    }
    throw Fault.invalid(
        rendering.show(base) + " can only be raised to a small whole power; see sqrt and root");
  }

  private static Quantity withoutPercent(Quantity value) {
    return value.measure().isPercent() ? Quantity.plain(value.base()) : value;
  }

  private <V extends Value> V told(String operation, V result) {
    if (steps.size() < MOST_STEPS) {
      steps.add(operation + " = " + rendering.show(result));
    }
    return result;
  }
}

package dev.retinue.tools.general.calculator;

import ch.obermuhlner.math.big.BigDecimalMath;
import dev.retinue.tools.general.calculator.Value.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the functions on numbers come to. As confined as its arithmetic. */
final class Functions {
  private static final Measure RADIANS = Measure.of(Units.find("rad").orElseThrow());
  private static final BigInteger FULL_TURN = BigInteger.valueOf(360);
  private static final Rational HALF = Rational.of("0.5");

  /** Sines that are rational, for whole degrees of the first turn; there are no others. */
  private static final Map<Integer, Rational> SINES =
      Map.of(
          0,
          Rational.ZERO,
          30,
          HALF,
          90,
          Rational.ONE,
          150,
          HALF,
          180,
          Rational.ZERO,
          210,
          HALF.negated(),
          270,
          Rational.ONE.negated(),
          330,
          HALF.negated());

  private static final Map<Integer, Rational> TANGENTS =
      Map.of(
          0, Rational.ZERO,
          45, Rational.ONE,
          135, Rational.ONE.negated(),
          180, Rational.ZERO,
          225, Rational.ONE,
          315, Rational.ONE.negated());

  private static final Map<Rational, Integer> ARC_SINES =
      Map.of(
          Rational.ONE.negated(),
          -90,
          HALF.negated(),
          -30,
          Rational.ZERO,
          0,
          HALF,
          30,
          Rational.ONE,
          90);

  private static final Map<Rational, Integer> ARC_TANGENTS =
      Map.of(Rational.ONE.negated(), -45, Rational.ZERO, 0, Rational.ONE, 45);

  /** Beyond this many radians nobody means the angle, and reducing it takes long. */
  private static final BigDecimal MOST_RADIANS = BigDecimal.TEN.pow(30);

  private final Arithmetic arithmetic;

  Functions(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  Quantity apply(Function function, List<Quantity> arguments) throws Fault {
    Quantity first = arguments.getFirst();
    return switch (function) {
      case ABS -> shown(first, first.base().signum() < 0 ? negated(first) : amount(first));
      case MIN -> extreme(arguments, -1);
      case MAX -> extreme(arguments, 1);
      case SUM -> sum(arguments);
      case AVG -> average(arguments);
      case ROUND -> shown(first, arithmetic.round(amount(first), places(arguments)));
      case FLOOR -> shown(first, arithmetic.floor(amount(first)));
      case CEIL ->
          shown(first, arithmetic.negate(arithmetic.floor(arithmetic.negate(amount(first)))));
      case TRUNC -> {
        Real size = amount(first);
        yield shown(
            first,
            size.signum() < 0
                ? arithmetic.negate(arithmetic.floor(arithmetic.negate(size)))
                : arithmetic.floor(size));
      }
      case SQRT -> root(first, 2);
      case CBRT -> root(first, 3);
      case ROOT -> root(first, small(arguments.get(1), "the degree of a root"));
      case EXP -> Quantity.plain(arithmetic.exp(plain(first)));
      case LN -> Quantity.plain(arithmetic.ln(plain(first)));
      case LOG2 -> Quantity.plain(arithmetic.log(plain(first), Real.of(2)));
      case LOG10 -> Quantity.plain(arithmetic.log(plain(first), Real.of(10)));
      case LOG -> Quantity.plain(arithmetic.log(plain(first), plain(arguments.get(1))));
      case SIN -> Quantity.plain(sine(angle(first).base()));
      case COS -> Quantity.plain(sine(arithmetic.add(angle(first).base(), Real.of(90))));
      case TAN -> Quantity.plain(tangent(angle(first).base()));
      case ASIN -> inverse(plain(first), ARC_SINES, 0, 1);
      case ACOS -> inverse(plain(first), ARC_SINES, 90, -1);
      case ATAN -> inverse(plain(first), ARC_TANGENTS, 0, 1);
      case GCD, LCM -> whole(function, arguments);
      case DATE, DAYS -> throw new IllegalArgumentException(function + " is not a number's");
    };
  }

  /** A number without unit; a percentage counts as its hundredths. */
  Real plain(Quantity value) throws Fault {
    if (!value.dimension().equals(Dimension.NONE)) {
      throw Fault.invalid(
          "needs a number without unit, got one in "
              + value.measure()
              + "; divide by 1 "
              + value.measure()
              + " to drop it");
    }
    return value.base();
  }

  /** An angle; a number without unit is taken as radians. */
  Quantity angle(Quantity value) throws Fault {
    if (value.dimension().equals(Dimension.ANGLE)) {
      return value;
    }
    return Quantity.in(plain(value), RADIANS, arithmetic);
  }

  private Real amount(Quantity value) throws Fault {
    return value.amount(arithmetic);
  }

  private Real negated(Quantity value) throws Fault {
    return arithmetic.negate(amount(value));
  }

  private Quantity shown(Quantity like, Real amount) throws Fault {
    return Quantity.in(amount, like.measure(), arithmetic);
  }

  private Quantity extreme(List<Quantity> values, int sign) throws Fault {
    Quantity found = values.getFirst();
    for (Quantity value : values) {
      requireAlike(found, value);
      if (arithmetic.compare(value.base(), found.base()) * sign > 0) {
        found = value;
      }
    }
    return found;
  }

  private Quantity sum(List<Quantity> values) throws Fault {
    Quantity first = values.getFirst();
    if (first.measure().ownZero().isPresent()) {
      throw Fault.invalid("temperatures in " + first.measure() + " cannot be summed; try avg");
    }
    return new Quantity(total(values), first.measure());
  }

  private Quantity average(List<Quantity> values) throws Fault {
    return new Quantity(
        arithmetic.divide(total(values), Real.of(values.size())), values.getFirst().measure());
  }

  private Real total(List<Quantity> values) throws Fault {
    Real total = Real.Exact.ZERO;
    for (Quantity value : values) {
      requireAlike(values.getFirst(), value);
      total = arithmetic.add(total, value.base());
    }
    return total;
  }

  private static void requireAlike(Quantity a, Quantity b) throws Fault {
    if (!a.dimension().equals(b.dimension())) {
      throw Fault.invalid(
          "cannot combine " + a.dimension().words() + " with " + b.dimension().words());
    }
  }

  private int places(List<Quantity> arguments) throws Fault {
    return arguments.size() == 1 ? 0 : small(arguments.get(1), "the number of places");
  }

  private int small(Quantity value, String what) throws Fault {
    if (plain(value) instanceof Real.Exact(Rational number)
        && number.isWhole()
        && number.bits() <= 10) {
      return number.numerator().intValue();
    }
    throw Fault.invalid(what + " must be a whole number of at most 1000");
  }

  private Quantity root(Quantity value, int degree) throws Fault {
    if (degree < 2) {
      throw Fault.invalid("the degree of a root must be at least 2, got " + degree);
    }
    if (value.measure().isPercent()) {
      return Quantity.plain(arithmetic.root(value.base(), degree));
    }
    Optional<Measure> measure = value.measure().root(degree);
    if (measure.isEmpty() && !value.dimension().equals(Dimension.NONE)) {
      return rootOfNamed(value, degree);
    }
    return new Quantity(arithmetic.root(value.base(), degree), measure.orElse(Measure.NONE));
  }

  /** The root of a unit with a name of its own, such as the hectare: shown in metres. */
  private Quantity rootOfNamed(Quantity value, int degree) throws Fault {
    boolean square = degree == 2 && value.dimension().equals(Dimension.AREA);
    boolean cube = degree == 3 && value.dimension().equals(Dimension.VOLUME);
    if (!square && !cube) {
      throw Fault.invalid("no unit is this root of " + value.measure());
    }
    return new Quantity(
        arithmetic.root(value.base(), degree), Measure.of(Units.find("m").orElseThrow()));
  }

  private Real sine(Real degrees) throws Fault {
    Optional<Rational> known = table(degrees, SINES);
    return known.isPresent()
        ? new Real.Exact(known.get())
        : quiet(BigDecimalMath.sin(radians(degrees), arithmetic.context()));
  }

  private Real tangent(Real degrees) throws Fault {
    Optional<Rational> known = table(degrees, TANGENTS);
    if (known.isPresent()) {
      return new Real.Exact(known.get());
    }
    Real cosine = sine(arithmetic.add(degrees, Real.of(90)));
    if (cosine.signum() == 0) {
      throw Fault.invalid("the tangent of a right angle is not defined");
    }
    return arithmetic.divide(sine(degrees), cosine);
  }

  /** The entry for a whole number of degrees, whichever turn it is in. */
  private static Optional<Rational> table(Real degrees, Map<Integer, Rational> entries) {
    return degrees instanceof Real.Exact(Rational exact) && exact.isWhole()
        ? Optional.ofNullable(entries.get(exact.numerator().mod(FULL_TURN).intValue()))
        : Optional.empty();
  }

  private BigDecimal radians(Real degrees) throws Fault {
    BigDecimal radians =
        arithmetic.decimal(
            arithmetic.divide(arithmetic.multiply(degrees, arithmetic.pi()), Real.of(180)));
    if (radians.abs().compareTo(MOST_RADIANS) > 0) {
      throw Fault.limit("angles are computed up to 10^30 radians");
    }
    return radians;
  }

  /** A sine so near to zero that only the rounding of pi keeps it from it is zero. */
  private Real quiet(BigDecimal value) throws Fault {
    return arithmetic.rounded(arithmetic.withoutNoise(value, BigDecimal.ONE));
  }

  /**
   * The angle whose function is the value.
   *
   * @param known values whose angle is a whole number of degrees
   * @param offset and sign: the angle is offset + sign * the angle of the table's function
   */
  private Quantity inverse(Real value, Map<Rational, Integer> known, int offset, int sign)
      throws Fault {
    if (value instanceof Real.Exact(Rational exact) && known.containsKey(exact)) {
      return new Quantity(Real.of(offset + (long) sign * known.get(exact)), RADIANS);
    }
    BigDecimal decimal = arithmetic.decimal(value);
    boolean arcTangent = known.equals(ARC_TANGENTS);
    if (!arcTangent && decimal.abs().compareTo(BigDecimal.ONE) > 0) {
      throw Fault.invalid("the sine or cosine of an angle is from -1 to 1");
    }
    BigDecimal radians =
        arcTangent
            ? BigDecimalMath.atan(decimal, arithmetic.context())
            : sign < 0
                ? BigDecimalMath.acos(decimal, arithmetic.context())
                : BigDecimalMath.asin(decimal, arithmetic.context());
    return Quantity.in(arithmetic.rounded(radians), RADIANS, arithmetic);
  }

  private Quantity whole(Function function, List<Quantity> arguments) throws Fault {
    Real result = null;
    for (Quantity argument : arguments) {
      if (!(plain(argument) instanceof Real.Exact(Rational number)) || !number.isWhole()) {
        throw Fault.invalid(function.word() + " takes whole numbers");
      }
      Real next = new Real.Exact(new Rational(number.numerator().abs(), BigInteger.ONE));
      result = result == null ? next : combined(function, result, next);
    }
    return Quantity.plain(result == null ? Real.Exact.ZERO : result);
  }

  private Real combined(Function function, Real a, Real b) throws Fault {
    if (!(a instanceof Real.Exact(Rational x)) || !(b instanceof Real.Exact(Rational y))) {
      throw new IllegalArgumentException("not exact: " + a + ", " + b);
    }
    BigInteger divisor = x.numerator().gcd(y.numerator());
    Real common = new Real.Exact(new Rational(divisor, BigInteger.ONE));
    if (function == Function.GCD) {
      return common;
    }
    return divisor.signum() == 0
        ? Real.Exact.ZERO
        : arithmetic.divide(arithmetic.multiply(a, b), common);
  }
}

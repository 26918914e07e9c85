package dev.retinue.tools.general.calculator;

import ch.obermuhlner.math.big.BigDecimalMath;
import dev.retinue.tools.general.calculator.Real.Exact;
import dev.retinue.tools.general.calculator.Real.Rounded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * Calculates with real numbers: exactly while both sides are exact, otherwise with more digits than
 * will be shown. Every result is held below {@link #MOST_BITS}, so that no step takes long.
 * Confined to one evaluation, of which it remembers whether anything was rounded.
 */
final class Arithmetic {
  /** Largest exponent of ten, either way, of anything computed. */
  static final int MOST_EXPONENT = 10_000;

  static final int MOST_FACTORIAL = 1_000;
  private static final int MOST_BITS = 70_000;
  private static final int MOST_ROOT = 1_000;

  /** The last digits computed, which rounding may have spoilt. */
  private static final int NOISE_DIGITS = 10;

  private final int precision;
  private final MathContext context;
  private boolean hasRounded;
  private boolean hasDroppedNoise;

  /**
   * @param precision significant digits that will be shown
   * @param guard digits computed beyond those; they absorb the rounding of intermediate steps
   */
  Arithmetic(int precision, int guard) {
    this.precision = precision;
    this.context = new MathContext(precision + guard);
  }

  /** Whether any number so far was not exact. */
  boolean hasRounded() {
    return hasRounded;
  }

  /** Whether what was left of a difference was taken for zero. */
  boolean hasDroppedNoise() {
    return hasDroppedNoise;
  }

  /** Significant digits that are trusted. */
  int trustedDigits() {
    return context.getPrecision() - NOISE_DIGITS;
  }

  int precision() {
    return precision;
  }

  MathContext context() {
    return context;
  }

  BigDecimal decimal(Real value) {
    return switch (value) {
      case Exact(Rational exact) -> exact.decimal(context);
      case Rounded(BigDecimal rounded) -> rounded;
    };
  }

  Real rounded(BigDecimal value) throws Fault {
    hasRounded = true;
    BigDecimal result = value.round(context);
    long exponent = (long) result.precision() - result.scale();
    if (result.signum() != 0 && Math.abs(exponent) > MOST_EXPONENT) {
      throw Fault.limit(
          "the number has an exponent of "
              + exponent
              + "; at most "
              + MOST_EXPONENT
              + " is computed");
    }
    return new Rounded(result);
  }

  private static Real exact(Rational value) throws Fault {
    if (value.bits() > MOST_BITS) {
      throw Fault.limit(
          "the exact number needs "
              + value.bits()
              + " bits; at most "
              + MOST_BITS
              + " (some 21,000 digits) are computed");
    }
    return new Exact(value);
  }

  Real add(Real a, Real b) throws Fault {
    if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) {
      return exact(x.plus(y));
    }
    BigDecimal x = decimal(a);
    BigDecimal y = decimal(b);
    return rounded(withoutNoise(x.add(y, context), x.abs().max(y.abs())));
  }

  Real subtract(Real a, Real b) throws Fault {
    return add(a, negate(b));
  }

  Real negate(Real a) {
    return switch (a) {
      case Exact(Rational value) -> new Exact(value.negated());
      case Rounded(BigDecimal value) -> new Rounded(value.negate());
    };
  }

  Real multiply(Real a, Real b) throws Fault {
    if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) {
      return exact(x.times(y));
    }
    // Exactly nothing times anything is exactly nothing.
    return isExactZero(a) || isExactZero(b)
        ? Real.Exact.ZERO
        : rounded(decimal(a).multiply(decimal(b), context));
  }

  Real divide(Real a, Real b) throws Fault {
    if (b.signum() == 0) {
      throw Fault.invalid("division by zero");
    }
    if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) {
      return exact(x.over(y));
    }
    return rounded(decimal(a).divide(decimal(b), context));
  }

  /** The remainder with the sign of the divisor, as in mathematics and in Python. */
  Real modulo(Real a, Real b) throws Fault {
    if (b.signum() == 0) {
      throw Fault.invalid("mod by zero");
    }
    return subtract(a, multiply(b, floor(divide(a, b))));
  }

  int compare(Real a, Real b) {
    return a instanceof Exact(Rational x) && b instanceof Exact(Rational y)
        ? x.compareTo(y)
        : decimal(a).compareTo(decimal(b));
  }

  Real floor(Real a) throws Fault {
    if (a instanceof Rounded(BigDecimal value) && wholeDigits(value) > trustedDigits()) {
      throw Fault.limit(
          "the whole part has "
              + wholeDigits(value)
              + " digits, more than are known; raise 'precision'");
    }
    return new Exact(
        switch (a) {
          case Exact(Rational value) -> new Rational(value.floor(), BigInteger.ONE);
          case Rounded(BigDecimal value) ->
              Rational.of(settled(value).setScale(0, java.math.RoundingMode.FLOOR));
        });
  }

  /** Halves are rounded away from zero, as people do. */
  Real round(Real a, int places) throws Fault {
    Real shift = power(Real.of(10), Real.of(places));
    Real scaled = multiply(a, shift);
    if (scaled instanceof Rounded(BigDecimal value) && wholeDigits(value) > trustedDigits()) {
      // It is known to fewer places than it is to be rounded to.
      return a;
    }
    Real half = new Exact(Rational.of("0.5"));
    Real whole =
        scaled.signum() < 0 ? negate(floor(add(negate(scaled), half))) : floor(add(scaled, half));
    return divide(whole, shift);
  }

  Real power(Real base, Real exponent) throws Fault {
    if (exponent instanceof Exact(Rational e)) {
      if (e.isWhole()) {
        return wholePower(base, e.numerator());
      }
      Optional<Real> exact = exactPower(base, e);
      if (exact.isPresent()) {
        return exact.get();
      }
    }
    if (base.signum() == 0 && exponent.signum() > 0) {
      return Real.Exact.ZERO;
    }
    if (base.signum() <= 0) {
      throw Fault.invalid(
          base.signum() == 0
              ? "zero cannot be raised to a negative power"
              : "a negative number to a power that is not whole is not a real number; for an odd"
                  + " root use cbrt(x) or root(x, n)");
    }
    return exp(multiply(exponent, ln(base)));
  }

  private Real wholePower(Real base, BigInteger exponent) throws Fault {
    if (base.signum() == 0) {
      if (exponent.signum() < 0) {
        throw Fault.invalid("zero cannot be raised to a negative power");
      }
      return exponent.signum() == 0 ? Real.Exact.ONE : Real.Exact.ZERO;
    }
    if (base instanceof Exact(Rational b)) {
      if (b.bits() == 1) {
        return b.signum() > 0 || !exponent.testBit(0) ? Real.Exact.ONE : Real.of(-1);
      }
      if (exponent.bitLength() > 31
          || Math.abs(exponent.longValue()) * (b.bits() - 1) > MOST_BITS) {
        throw Fault.limit(
            "the power has too many digits; at most " + MOST_BITS + " bits are computed");
      }
      return exact(b.power(exponent.intValueExact()));
    }
    BigDecimal b = decimal(base);
    double exponentOfTen = exponent.doubleValue() * ((double) b.precision() - b.scale());
    if (exponent.bitLength() > 31 || Math.abs(exponentOfTen) > MOST_EXPONENT * 10.0) {
      throw Fault.limit("the power is too large; at most 10^" + MOST_EXPONENT + " is computed");
    }
    return rounded(BigDecimalMath.pow(b, exponent.longValueExact(), context));
  }

  private Optional<Real> exactPower(Real base, Rational exponent) throws Fault {
    BigInteger degree = exponent.denominator();
    if (base instanceof Exact(Rational b)
        && b.signum() >= 0
        && degree.bitLength() < 31
        && degree.intValue() <= MOST_ROOT) {
      Optional<Rational> root = b.root(degree.intValue());
      if (root.isPresent()) {
        return Optional.of(wholePower(new Exact(root.get()), exponent.numerator()));
      }
    }
    return Optional.empty();
  }

  Real root(Real a, int degree) throws Fault {
    if (degree < 2 || degree > MOST_ROOT) {
      throw Fault.invalid("a root's degree must be 2 to " + MOST_ROOT + ", got " + degree);
    }
    if (a.signum() < 0 && degree % 2 == 0) {
      throw Fault.invalid("an even root of a negative number is not a real number");
    }
    if (a instanceof Exact(Rational value)) {
      Optional<Rational> root = value.root(degree);
      if (root.isPresent()) {
        return new Exact(root.get());
      }
    }
    BigDecimal value = decimal(a);
    BigDecimal size =
        degree == 2
            ? BigDecimalMath.sqrt(value.abs(), context)
            : BigDecimalMath.root(value.abs(), BigDecimal.valueOf(degree), context);
    return rounded(value.signum() < 0 ? size.negate() : size);
  }

  Real exp(Real a) throws Fault {
    if (a.equals(Real.Exact.ZERO)) {
      return Real.Exact.ONE;
    }
    BigDecimal value = decimal(a);
    if (value.abs().compareTo(BigDecimal.valueOf(MOST_EXPONENT * 2.4)) > 0) {
      throw Fault.limit("the power is too large; at most 10^" + MOST_EXPONENT + " is computed");
    }
    return rounded(BigDecimalMath.exp(value, context));
  }

  Real ln(Real a) throws Fault {
    if (a.signum() <= 0) {
      throw Fault.invalid("a logarithm needs a positive number");
    }
    return a.equals(Real.Exact.ONE)
        ? Real.Exact.ZERO
        : rounded(BigDecimalMath.log(decimal(a), context));
  }

  /** The logarithm to a base, exact where the base's whole power gives the number. */
  Real log(Real a, Real base) throws Fault {
    if (base.signum() <= 0 || base.equals(Real.Exact.ONE)) {
      throw Fault.invalid("the base of a logarithm must be positive and not 1");
    }
    Real quotient = divide(ln(a), ln(base));
    if (a instanceof Exact && base instanceof Exact) {
      Real whole = round(quotient, 0);
      if (wholePowerOrNothing(base, whole).filter(a::equals).isPresent()) {
        return whole;
      }
    }
    return quotient;
  }

  private Optional<Real> wholePowerOrNothing(Real base, Real exponent) {
    try {
      return Optional.of(power(base, exponent));
    } catch (Fault tooLarge) {
      return Optional.empty();
    }
  }

  Real factorial(Real a) throws Fault {
    if (!(a instanceof Exact(Rational value)) || !value.isWhole() || value.signum() < 0) {
      throw Fault.invalid("a factorial needs a whole number from 0 to " + MOST_FACTORIAL);
    }
    if (value.compareTo(Rational.of(MOST_FACTORIAL)) > 0) {
      throw Fault.limit(
          "factorials are computed up to " + MOST_FACTORIAL + "!, got " + shortened(value) + "!");
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= value.numerator().intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new Exact(new Rational(product, BigInteger.ONE));
  }

  private static long wholeDigits(BigDecimal value) {
    return (long) value.precision() - value.scale();
  }

  Real pi() {
    hasRounded = true;
    return new Rounded(BigDecimalMath.pi(context));
  }

  Real e() {
    hasRounded = true;
    return new Rounded(BigDecimalMath.e(context));
  }

  /** Zero, if all that is left of numbers of this size is below the digits that are trusted. */
  BigDecimal withoutNoise(BigDecimal result, BigDecimal size) {
    BigDecimal noise = size.scaleByPowerOfTen(-trustedDigits());
    if (result.signum() == 0 || result.abs().compareTo(noise) >= 0) {
      return result;
    }
    hasDroppedNoise = true;
    return BigDecimal.ZERO;
  }

  /** Without the guard digits, so that 2.9999... from sqrt(9) by way of a logarithm is 3. */
  private BigDecimal settled(BigDecimal value) {
    return value.round(new MathContext(trustedDigits()));
  }

  private static boolean isExactZero(Real a) {
    return a.equals(Real.Exact.ZERO);
  }

  private static String shortened(Rational value) {
    String text = value.toString();
    return text.length() > 20 ? text.substring(0, 20) + "..." : text;
  }
}

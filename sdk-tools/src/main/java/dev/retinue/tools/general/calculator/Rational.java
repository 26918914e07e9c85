package dev.retinue.tools.general.calculator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * An exact fraction in lowest terms with a positive denominator. Immutable; made by {@link
 * #of(BigInteger, BigInteger)}.
 */
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {
  static final Rational ZERO = of(0);
  static final Rational ONE = of(1);

  Rational {
    if (denominator.signum() <= 0) {
      throw new IllegalArgumentException("denominator must be positive, got " + denominator);
    }
  }

  static Rational of(long whole) {
    return new Rational(BigInteger.valueOf(whole), BigInteger.ONE);
  }

  static Rational of(BigInteger numerator, BigInteger denominator) {
    BigInteger common = numerator.gcd(denominator);
    BigInteger divisor = denominator.signum() < 0 ? common.negate() : common;
    return new Rational(numerator.divide(divisor), denominator.divide(divisor));
  }

  static Rational of(BigDecimal decimal) {
    return decimal.scale() <= 0
        ? new Rational(decimal.toBigIntegerExact(), BigInteger.ONE)
        : of(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
  }

  static Rational of(String decimal) {
    return of(new BigDecimal(decimal));
  }

  Rational plus(Rational other) {
    return of(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational minus(Rational other) {
    return plus(other.negated());
  }

  Rational times(Rational other) {
    return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  /** The quotient; {@code other} must not be zero. */
  Rational over(Rational other) {
    return of(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  Rational negated() {
    return new Rational(numerator.negate(), denominator);
  }

  /** The power; zero must not be raised to a negative exponent. */
  Rational power(int exponent) {
    return exponent >= 0
        ? new Rational(numerator.pow(exponent), denominator.pow(exponent))
        : of(denominator.pow(-exponent), numerator.pow(-exponent));
  }

  boolean isWhole() {
    return denominator.equals(BigInteger.ONE);
  }

  int signum() {
    return numerator.signum();
  }

  /** The greatest whole number that is not above it. */
  BigInteger floor() {
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /** The larger bit length of its two parts. */
  int bits() {
    return Math.max(numerator.abs().bitLength(), denominator.bitLength());
  }

  BigDecimal decimal(MathContext context) {
    return new BigDecimal(numerator).divide(new BigDecimal(denominator), context);
  }

  /** The same number as a decimal, if it has an end within so many places. */
  Optional<BigDecimal> terminating(int mostPlaces) {
    int twos = denominator.getLowestSetBit();
    BigInteger rest = denominator.shiftRight(twos);
    BigInteger five = BigInteger.valueOf(5);
    int fives = 0;
    while (!rest.equals(BigInteger.ONE)) {
      BigInteger[] parts = rest.divideAndRemainder(five);
      if (parts[1].signum() != 0 || fives > mostPlaces) {
        return Optional.empty();
      }
      rest = parts[0];
      fives++;
    }
    int places = Math.max(twos, fives);
    return places > mostPlaces
        ? Optional.empty()
        : Optional.of(new BigDecimal(numerator).divide(new BigDecimal(denominator)));
  }

  /** The exact root, if it is rational. */
  Optional<Rational> root(int degree) {
    if (signum() < 0) {
      return degree % 2 == 0 ? Optional.empty() : negated().root(degree).map(Rational::negated);
    }
    return wholeRoot(numerator, degree)
        .flatMap(top -> wholeRoot(denominator, degree).map(bottom -> new Rational(top, bottom)));
  }

  private static Optional<BigInteger> wholeRoot(BigInteger value, int degree) {
    if (value.signum() == 0 || value.equals(BigInteger.ONE)) {
      return Optional.of(value);
    }
    // Newton's method for whole numbers, from above; it falls until it has reached the floor.
    BigInteger n = BigInteger.valueOf(degree);
    BigInteger guess = BigInteger.ONE.shiftLeft(value.bitLength() / degree + 1);
    while (true) {
      BigInteger next =
          guess
              .multiply(n.subtract(BigInteger.ONE))
              .add(value.divide(guess.pow(degree - 1)))
              .divide(n);
      if (next.compareTo(guess) >= 0) {
        return guess.pow(degree).equals(value) ? Optional.of(guess) : Optional.empty();
      }
      guess = next;
    }
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override
  public String toString() {
    return isWhole() ? numerator.toString() : numerator + "/" + denominator;
  }
}

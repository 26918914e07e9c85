package dev.retinue.tools.general.calculator;

/**
 * A unit of measurement.
 *
 * @param symbol how it is shown, and one of the ways to write it
 * @param factor how many base units it is: metre, gram, second, kelvin, byte, degree
 * @param offset added to a value before the factor, for temperatures whose zero is elsewhere
 * @param overPi whether the factor is to be divided by pi, which no fraction can say
 */
record Unit(String symbol, Dimension dimension, Rational factor, Rational offset, boolean overPi) {
  static final Unit PERCENT = of("%", Dimension.NONE, Rational.of("0.01"));

  static Unit of(String symbol, Dimension dimension, Rational factor) {
    return new Unit(symbol, dimension, factor, Rational.ZERO, false);
  }

  /** Whether its zero is not the zero of what it measures, so that sums of it mean nothing. */
  boolean hasOwnZero() {
    return offset.signum() != 0;
  }
}

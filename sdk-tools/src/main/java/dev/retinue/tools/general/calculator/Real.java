package dev.retinue.tools.general.calculator;

import java.math.BigDecimal;

/** A number: known exactly, or rounded because something irrational went into it. */
sealed interface Real {
  record Exact(Rational value) implements Real {
    static final Exact ZERO = new Exact(Rational.ZERO);
    static final Exact ONE = new Exact(Rational.ONE);
  }

  record Rounded(BigDecimal value) implements Real {}

  static Real of(long whole) {
    return new Exact(Rational.of(whole));
  }

  default int signum() {
    return switch (this) {
      case Exact(Rational value) -> value.signum();
      case Rounded(BigDecimal value) -> value.signum();
    };
  }
}

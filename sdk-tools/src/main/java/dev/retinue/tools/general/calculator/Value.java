package dev.retinue.tools.general.calculator;

import java.time.LocalDate;

/** What an expression comes to. */
sealed interface Value {
  /**
   * @param base the amount in base units
   * @param measure the units in which it is shown
   */
  record Quantity(Real base, Measure measure) implements Value {
    static Quantity plain(Real value) {
      return new Quantity(value, Measure.NONE);
    }

    /** So much of a unit. */
    static Quantity in(Real amount, Measure measure, Arithmetic arithmetic) throws Fault {
      Real shifted =
          measure.ownZero().isPresent()
              ? arithmetic.add(amount, new Real.Exact(measure.ownZero().get().offset()))
              : amount;
      return new Quantity(arithmetic.multiply(shifted, measure.factor(arithmetic)), measure);
    }

    /** The amount in the units in which it is shown. */
    Real amount(Arithmetic arithmetic) throws Fault {
      Real scaled = measure.isNone() ? base : arithmetic.divide(base, measure.factor(arithmetic));
      return measure.ownZero().isPresent()
          ? arithmetic.subtract(scaled, new Real.Exact(measure.ownZero().get().offset()))
          : scaled;
    }

    Dimension dimension() {
      return measure.dimension();
    }
  }

  /** A calendar day. */
  record Day(LocalDate date) implements Value {}
}

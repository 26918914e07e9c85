package dev.retinue.tools.general.calculator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The units in which a quantity is shown, with their powers, none of which is zero; none for a
 * plain number. Immutable.
 */
record Measure(Map<Unit, Integer> powers) {
  static final Measure NONE = new Measure(Map.of());

  private static final int MOST_POWER = 20;

  static Measure of(Unit unit) {
    return new Measure(Map.of(unit, 1));
  }

  boolean isNone() {
    return powers.isEmpty();
  }

  boolean isPercent() {
    return powers.containsKey(Unit.PERCENT);
  }

  /** The unit with a zero of its own, when it stands alone as it must. */
  Optional<Unit> ownZero() {
    return powers.keySet().stream().filter(Unit::hasOwnZero).findFirst();
  }

  Dimension dimension() {
    Dimension sum = Dimension.NONE;
    for (Map.Entry<Unit, Integer> entry : powers.entrySet()) {
      sum = sum.plus(entry.getKey().dimension().power(entry.getValue()));
    }
    return sum;
  }

  /** How many base units one of it is. */
  Real factor(Arithmetic arithmetic) throws Fault {
    Real product = Real.Exact.ONE;
    for (Map.Entry<Unit, Integer> entry : powers.entrySet()) {
      Real factor = new Real.Exact(entry.getKey().factor());
      if (entry.getKey().overPi()) {
        factor = arithmetic.divide(factor, arithmetic.pi());
      }
      product = arithmetic.multiply(product, arithmetic.power(factor, Real.of(entry.getValue())));
    }
    return product;
  }

  /**
   * The product; of two units for the same thing the one that is already there is kept, so that km
   * times m is km^2 and km over m is a plain number.
   */
  Measure times(Measure other) throws Fault {
    Optional<Unit> ownZero = ownZero().or(other::ownZero);
    if (ownZero.isPresent()) {
      throw notMultiplied(ownZero.get());
    }
    Map<Unit, Integer> product = new LinkedHashMap<>(powers);
    for (Map.Entry<Unit, Integer> entry : other.powers.entrySet()) {
      Unit unit = entry.getKey();
      Unit kept =
          product.keySet().stream()
              .filter(known -> known.dimension().equals(unit.dimension()))
              .findFirst()
              .orElse(unit);
      product.merge(kept, entry.getValue(), Integer::sum);
    }
    product.values().removeIf(power -> power == 0);
    return checked(new Measure(product));
  }

  Measure power(int exponent) throws Fault {
    Map<Unit, Integer> raised = new LinkedHashMap<>();
    if (exponent != 0) {
      for (Map.Entry<Unit, Integer> entry : powers.entrySet()) {
        raised.put(entry.getKey(), Math.multiplyExact(entry.getValue(), exponent));
      }
    }
    return checked(new Measure(raised));
  }

  /** The measure whose power this is, if there is one. */
  Optional<Measure> root(int degree) {
    if (powers.values().stream().anyMatch(power -> power % degree != 0)) {
      return Optional.empty();
    }
    Map<Unit, Integer> root = new LinkedHashMap<>();
    powers.forEach((unit, power) -> root.put(unit, power / degree));
    return Optional.of(new Measure(root));
  }

  private static Measure checked(Measure measure) throws Fault {
    if (measure.powers.values().stream().anyMatch(power -> Math.abs(power) > MOST_POWER)) {
      throw Fault.limit("a unit is raised to more than its " + MOST_POWER + "th power");
    }
    Optional<Unit> ownZero = measure.ownZero();
    if (ownZero.isPresent() && !measure.equals(of(ownZero.get()))) {
      throw notMultiplied(ownZero.get());
    }
    return measure;
  }

  private static Fault notMultiplied(Unit unit) {
    return Fault.invalid(unit.symbol() + " cannot be multiplied or divided; convert to K first");
  }

  /** {@code km/h}, {@code kg*m/s^2}. */
  @Override
  public String toString() {
    StringJoiner above = new StringJoiner("*");
    StringJoiner below = new StringJoiner("/", "/", "");
    below.setEmptyValue("");
    powers.forEach((unit, power) -> {
      if (power > 0) {
        above.add(power == 1 ? unit.symbol() : unit.symbol() + "^" + power);
      } else {
        below.add(power == -1 ? unit.symbol() : unit.symbol() + "^" + -power);
      }
    });
    return (above.length() == 0 && below.length() > 0 ? "1" : above.toString()) + below;
  }
}

package dev.retinue.tools.general.calculator;

import dev.retinue.tools.general.calculator.Value.Day;
import dev.retinue.tools.general.calculator.Value.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** How values are written. As confined as its arithmetic. */
final class Rendering {
  /** Exact decimals are written out up to so many digits. */
  private static final int MOST_DIGITS = 1_000;

  private static final int MOST_FRACTION = 40;

  /** From this many zeros on, and for so large rounded numbers, the scientific form is clearer. */
  private static final int LEADING_ZEROS = 6;

  private static final int PLAIN_EXPONENT = 21;

  private final Arithmetic arithmetic;

  Rendering(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  /**
   * @param text the decimal
   * @param exact whether the decimal is the number and not near it
   * @param fraction the number as a fraction, where the decimal never ends
   */
  record Written(String text, boolean exact, @Nullable String fraction) {}

  Written write(Real value) {
    return switch (value) {
      case Real.Rounded(BigDecimal rounded) ->
          new Written(
              decimal(rounded.round(new MathContext(arithmetic.precision())), false), false, null);
      case Real.Exact(Rational exact) -> {
        Optional<BigDecimal> decimal =
            exact
                .terminating(MOST_DIGITS)
                .map(BigDecimal::stripTrailingZeros)
                .filter(d -> d.precision() <= MOST_DIGITS);
        if (decimal.isPresent()) {
          yield new Written(decimal(decimal.get(), true), true, null);
        }
        String fraction = exact.bits() > 4 * MOST_FRACTION ? "" : exact.toString();
        BigDecimal near = exact.decimal(new MathContext(arithmetic.precision()));
        yield new Written(
            decimal(near, false),
            false,
            exact.isWhole() || fraction.isEmpty() || fraction.length() > MOST_FRACTION
                ? null
                : fraction);
      }
    };
  }

  /** For steps and messages. */
  String show(Value value) {
    return switch (value) {
      case Day(var date) -> date.toString();
      case Quantity quantity -> {
        try {
          String number = write(quantity.amount(arithmetic)).text();
          Measure measure = quantity.measure();
          yield measure.isNone()
              ? number
              : measure.isPercent() ? number + "%" : number + " " + measure;
        } catch (Fault e) {
          yield "a number too large to show";
        }
      }
    };
  }

  /** A time of a minute or more in weeks-free parts, such as "3 h 20 min"; null for all else. */
  @Nullable String readable(Quantity quantity) {
    if (!quantity.dimension().equals(Dimension.TIME)
        || !(quantity.base() instanceof Real.Exact(Rational seconds))
        || !seconds.isWhole()
        || seconds.numerator().abs().bitLength() > 40
        || Math.abs(seconds.numerator().longValue()) < 60) {
      return null;
    }
    BigInteger left = seconds.numerator().abs();
    StringJoiner parts = new StringJoiner(" ", seconds.signum() < 0 ? "-" : "", "");
    int count = 0;
    for (String name : new String[] {"d", "h", "min", "s"}) {
      BigInteger size = Units.find(name).orElseThrow().factor().numerator();
      BigInteger[] split = left.divideAndRemainder(size);
      if (split[0].signum() > 0) {
        parts.add(split[0] + " " + name);
        count++;
      }
      left = split[1];
    }
    return count > 1 ? parts.toString() : null;
  }

  private static String decimal(BigDecimal value, boolean exact) {
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.signum() == 0) {
      return "0";
    }
    int exponent = stripped.precision() - stripped.scale() - 1;
    // Of an exact number only the zeros can be left out, of a rounded one they say too much.
    boolean manyZeros =
        exponent >= PLAIN_EXPONENT
            && (exact ? -stripped.scale() > stripped.precision() : stripped.scale() < 0);
    if (exponent < -LEADING_ZEROS || manyZeros) {
      String digits = stripped.unscaledValue().abs().toString();
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      return (stripped.signum() < 0 ? "-" : "") + mantissa + "e" + exponent;
    }
    return stripped.toPlainString();
  }
}

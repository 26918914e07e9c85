package dev.retinue.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * An amount of US dollars, exact: a whole number of picodollars (10<sup>-12</sup> dollars), so that
 * a price per million tokens with up to six decimals makes a whole price for each token. Not
 * negative, and at most some nine million dollars, where sums stop growing.
 *
 * @param picodollars at least 0
 */
public record Money(long picodollars) implements Comparable<Money> {
  private static final int DECIMALS = 12;

  public static final Money ZERO = new Money(0);

  /** More than can be spent: no limit. */
  public static final Money UNLIMITED = new Money(Long.MAX_VALUE);

  public Money {
    if (picodollars < 0) {
      throw new IllegalArgumentException(
          "an amount of money must not be negative, got " + picodollars + " picodollars");
    }
  }

  /**
   * An amount of US dollars: {@code "0.25"}.
   *
   * @throws IllegalArgumentException if it is no decimal number, negative, above nine million, or
   *     has more than twelve decimals
   */
  public static Money usd(String amount) {
    try {
      return new Money(
          new BigDecimal(amount.strip()).movePointRight(DECIMALS).setScale(0).longValueExact());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "an amount of US dollars is written as in 0.25, got '" + amount + "'", e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "an amount of US dollars has at most 12 decimals and is below 9 million, got '"
              + amount
              + "'",
          e);
    }
  }

  /** Reads what {@link #toString} writes; the currency may be left out. */
  public static Money parse(String text) {
    String amount = text.strip();
    return usd(
        amount.toUpperCase(Locale.ROOT).endsWith("USD")
            ? amount.substring(0, amount.length() - 3)
            : amount);
  }

  public Money plus(Money other) {
    if (other.picodollars == 0) {
      return this;
    }
    long sum = picodollars + other.picodollars;
    return sum < 0 ? UNLIMITED : new Money(sum);
  }

  /** In US dollars. */
  public BigDecimal amount() {
    return BigDecimal.valueOf(picodollars, DECIMALS).stripTrailingZeros();
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(picodollars, other.picodollars);
  }

  /** {@code 0.25 USD}; at least two decimals. */
  @Override
  public String toString() {
    BigDecimal amount = amount();
    BigDecimal shown = amount.scale() < 2 ? amount.setScale(2, RoundingMode.UNNECESSARY) : amount;
    return shown.toPlainString() + " USD";
  }
}

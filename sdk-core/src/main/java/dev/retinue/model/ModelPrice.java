package dev.retinue.model;

import dev.retinue.budget.Money;

/**
 * What a model costs, each for a million tokens, with at most six decimals. What providers charge
 * besides (searches, long prompts, caching for longer than usual) is not in it.
 *
 * @param input tokens of prompts that were not cached
 * @param cached tokens of prompts that the provider had cached
 * @param output generated tokens
 * @param written tokens of prompts that the provider cached now
 */
public record ModelPrice(Money input, Money cached, Money output, Money written) {
  private static final long MILLION = 1_000_000;

  /** Costs nothing: a model on one's own machine. */
  public static final ModelPrice FREE = new ModelPrice(Money.ZERO, Money.ZERO, Money.ZERO);

  public ModelPrice {
    check("input", input);
    check("cached", cached);
    check("output", output);
    check("written", written);
  }

  /** The price of a model that takes nothing for caching. */
  public ModelPrice(Money input, Money cached, Money output) {
    this(input, cached, output, input);
  }

  public ModelPrice withWritten(Money price) {
    return new ModelPrice(input, cached, output, price);
  }

  private static void check(String what, Money price) {
    if (price.picodollars() % MILLION != 0) {
      throw new IllegalArgumentException(
          "a price for a million tokens has at most 6 decimals, got " + price + " for " + what);
    }
  }

  /** Prices in US dollars for a million tokens: {@code usd("0.15", "0.075", "0.60")}. */
  public static ModelPrice usd(String input, String cached, String output) {
    return new ModelPrice(Money.usd(input), Money.usd(cached), Money.usd(output));
  }

  /** The exact cost of so many tokens. */
  public Money of(Tokens tokens) {
    long cachedInput = Math.min(tokens.cached(), tokens.input());
    long writtenInput = Math.min(tokens.written(), tokens.input() - cachedInput);
    long sum =
        saturated(tokens.input() - cachedInput - writtenInput, input)
            + saturated(writtenInput, written)
            + saturated(cachedInput, cached)
            + saturated(tokens.output(), output);
    return sum < 0 ? Money.UNLIMITED : new Money(sum);
  }

  private static long saturated(long tokens, Money perMillion) {
    long perToken = perMillion.picodollars() / MILLION;
    return perToken != 0 && tokens > Long.MAX_VALUE / 4 / perToken
        ? Long.MAX_VALUE / 4
        : tokens * perToken;
  }
}

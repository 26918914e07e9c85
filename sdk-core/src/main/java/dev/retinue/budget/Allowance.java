package dev.retinue.budget;

/**
 * How much may be spent: in each calendar day, in all, or both. A day begins at midnight in the
 * zone of the runtime's clock, UTC unless the host gave another.
 *
 * @param perDay the most of a day; {@link Cost#UNLIMITED} for no such limit
 * @param inAll the most for ever; {@link Cost#UNLIMITED} for no such limit
 */
public record Allowance(Cost perDay, Cost inAll) {
  /** Everything is allowed, and counted. */
  public static final Allowance UNLIMITED = new Allowance(Cost.UNLIMITED, Cost.UNLIMITED);

  /** This much in each calendar day: {@code perDay(Cost.UNLIMITED.withMoney(Money.usd("5")))}. */
  public static Allowance perDay(Cost limit) {
    return new Allowance(limit, Cost.UNLIMITED);
  }

  /** This much in all. */
  public static Allowance inAll(Cost limit) {
    return new Allowance(Cost.UNLIMITED, limit);
  }

  public Allowance withPerDay(Cost limit) {
    return new Allowance(limit, inAll);
  }

  public Allowance withInAll(Cost limit) {
    return new Allowance(perDay, limit);
  }
}

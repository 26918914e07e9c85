package dev.retinue.learning;

/** Checks the settings that all bandits have. */
final class Shares {
  private Shares() {}

  static void check(double discount, double exploration) {
    if (!(discount > 0 && discount <= 1)) {
      throw new IllegalArgumentException("discount must be above 0 and at most 1, got " + discount);
    }
    if (!(exploration >= 0 && exploration <= 1)) {
      throw new IllegalArgumentException("exploration must be from 0 to 1, got " + exploration);
    }
  }
}

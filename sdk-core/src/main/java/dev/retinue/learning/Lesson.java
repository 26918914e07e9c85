package dev.retinue.learning;

import java.util.List;

/**
 * What came of an arm. Immutable.
 *
 * @param arm its name
 * @param context the situation in which it was pulled; empty if the bandit takes none
 * @param reward from 0 to 1
 */
public record Lesson(String arm, List<Double> context, double reward) {
  public Lesson {
    context = List.copyOf(context);
    if (!(reward >= 0 && reward <= 1)) {
      throw new IllegalArgumentException("a reward is from 0 to 1, got " + reward + " for " + arm);
    }
  }

  /** A lesson in no situation in particular. */
  public static Lesson of(String arm, double reward) {
    return new Lesson(arm, List.of(), reward);
  }
}

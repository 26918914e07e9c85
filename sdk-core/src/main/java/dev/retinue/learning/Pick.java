package dev.retinue.learning;

import java.util.List;

/**
 * A choice, with what it was made by. Immutable.
 *
 * @param arm the arm
 * @param explores whether another arm has the best estimate
 * @param estimates of all arms, in the order in which they were given
 */
public record Pick(String arm, boolean explores, List<Estimate> estimates) {
  public Pick {
    estimates = List.copyOf(estimates);
  }

  /**
   * What is thought of an arm.
   *
   * @param mean the reward that is expected
   * @param uncertainty by how much that may be wrong: a standard deviation, or the width of a
   *     confidence bound
   * @param lessons how many lessons it rests on, those that were discounted as less than one
   * @param score what it was chosen by
   */
  public record Estimate(
      String arm, double mean, double uncertainty, double lessons, double score) {}

  /**
   * The arm of the best score, if it has the best mean too or if there is room for exploring, else
   * that of the best mean.
   */
  static Pick of(BanditState state, double exploration, List<Estimate> estimates) {
    Estimate likeliest = estimates.getFirst();
    Estimate highest = estimates.getFirst();
    for (Estimate each : estimates) {
      likeliest = each.mean() > likeliest.mean() ? each : likeliest;
      highest = each.score() > highest.score() ? each : highest;
    }
    boolean explores =
        highest.mean() < likeliest.mean()
            && state.explored() + 1 <= exploration * (state.choices() + 1);
    return new Pick(explores ? highest.arm() : likeliest.arm(), explores, estimates);
  }
}

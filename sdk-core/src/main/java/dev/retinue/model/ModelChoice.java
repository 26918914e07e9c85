package dev.retinue.model;

import java.util.List;

/**
 * Which model a call goes to whose definition says {@code auto}, and why. Immutable; part of the
 * recorded reply.
 *
 * @param why in words
 * @param candidates the models that meet all requirements, the chosen one first, the others in the
 *     order in which they stand in for it; empty if there is none
 * @param dropped the models that do not
 * @param explores whether another candidate has a better estimate
 * @param context what was known of the call, as the policy takes it
 */
public record ModelChoice(
    String why,
    List<Candidate> candidates,
    List<Dropped> dropped,
    boolean explores,
    List<Double> context) {
  public ModelChoice {
    candidates = List.copyOf(candidates);
    dropped = List.copyOf(dropped);
    context = List.copyOf(context);
  }

  /**
   * A model that could be called.
   *
   * @param model {@code provider:model}
   * @param estimate the reward that is expected, from 0 (it fails) to 1 (it answers at once for
   *     nothing)
   * @param uncertainty by how much that may be wrong
   * @param lessons how many calls that rests on
   */
  public record Candidate(String model, double estimate, double uncertainty, double lessons) {}

  /** Models that could not, for one reason. */
  public record Dropped(String why, List<String> models) {
    public Dropped {
      models = List.copyOf(models);
    }
  }

  /** All of it for people to read, a line for each candidate and each reason. */
  public String explain() {
    StringBuilder text = new StringBuilder(why);
    for (Candidate each : candidates) {
      text.append(
          String.format(
              java.util.Locale.ROOT,
              "%n  %s: %.2f +- %.2f after %.0f calls",
              each.model(),
              each.estimate(),
              each.uncertainty(),
              each.lessons()));
    }
    for (Dropped each : dropped) {
      text.append(String.format("%n  not %s: %s", String.join(", ", each.models()), each.why()));
    }
    return text.toString();
  }
}

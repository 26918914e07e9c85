package dev.retinue.learning;

import java.util.List;

/**
 * How to choose among arms, and what to make of what came of it. Data: it is journaled beside what
 * it learned. What it knows is a {@link BanditState}, given and returned, so that equal states and
 * seeds choose equally. Immutable and thread-safe. Closed: a new one must break every switch.
 */
public sealed interface Bandit permits ThompsonSampling, LinUcb {
  /**
   * Chooses an arm. Exploring, which is to choose another than the one of the best estimate, is
   * bounded: of all choices at most the share {@link #exploration} explores.
   *
   * @param state what is known
   * @param arms at least one, in order of preference: of equals the first is chosen
   * @param context what is known of the situation; empty if the bandit takes none
   * @param seed where chance comes from; may be the same for each choice, since the number of
   *     choices so far is mixed into it
   */
  Pick choose(BanditState state, List<String> arms, List<Double> context, long seed);

  /** What is known after a lesson. */
  BanditState learn(BanditState state, Lesson lesson);

  /** The most of all choices that explore, from 0 to 1. */
  double exploration();
}

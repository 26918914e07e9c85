package dev.retinue.learning;

import java.util.function.Function;

/**
 * What somebody has learned so far, and where more of it goes. Several policies are told apart by
 * their names. Thread-safe.
 */
public interface Lessons {
  /** What is known now, choices that are still under way included. */
  BanditState known(String policy);

  /** Chooses by what is known: one choice after the other, each counted before the next. */
  Pick choose(String policy, Function<BanditState, Pick> choice);

  /** Learns what came of a choice that was counted before. */
  void learn(String policy, Experience experience);

  /** Knows nothing and learns nothing. */
  static Lessons none() {
    return new Lessons() {
      @Override
      public BanditState known(String policy) {
        return BanditState.EMPTY;
      }

      @Override
      public Pick choose(String policy, Function<BanditState, Pick> choice) {
        return choice.apply(BanditState.EMPTY);
      }

      @Override
      public void learn(String policy, Experience experience) {}
    };
  }
}

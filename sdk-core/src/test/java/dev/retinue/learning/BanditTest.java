package dev.retinue.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retinue.json.RecordedForm;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The figures of L4, over fixed seeds, and what bandits promise beside. */
class BanditTest {
  private static final double[] RATES = {.1, .15, .2, .25, .3, .35, .4, .45, .5, .6};
  private static final int ROUNDS = 10_000;
  private static final int SEEDS = 40;

  private static List<String> arms(int count) {
    return IntStream.range(0, count).mapToObj(i -> "arm" + i).toList();
  }

  private static int index(Pick pick) {
    return Integer.parseInt(pick.arm().substring(3));
  }

  /** Regret against the best arm, after each number of rounds. */
  private static double[] regret(Bandit bandit, double[] rates, int rounds, long seed) {
    SplittableRandom world = new SplittableRandom(seed);
    double best = java.util.Arrays.stream(rates).max().orElseThrow();
    double[] regret = new double[rounds + 1];
    BanditState state = BanditState.EMPTY;
    for (int round = 1; round <= rounds; round++) {
      Pick pick = bandit.choose(state, arms(rates.length), List.of(), seed);
      double reward = world.nextDouble() < rates[index(pick)] ? 1 : 0;
      state =
          new Experience(bandit, pick.explores(), List.of(Lesson.of(pick.arm(), reward)))
              .addedTo(state);
      regret[round] = regret[round - 1] + best - rates[index(pick)];
    }
    return regret;
  }

  /** Auer, Cesa-Bianchi and Fischer, Finite-time Analysis of the Multiarmed Bandit Problem. */
  private static double regretOfUcb1(double[] rates, int rounds, long seed) {
    SplittableRandom world = new SplittableRandom(seed);
    double best = java.util.Arrays.stream(rates).max().orElseThrow();
    double[] rewards = new double[rates.length];
    int[] pulls = new int[rates.length];
    double regret = 0;
    for (int round = 1; round <= rounds; round++) {
      int arm = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < rates.length; i++) {
        double bound =
            pulls[i] == 0
                ? Double.POSITIVE_INFINITY
                : rewards[i] / pulls[i] + Math.sqrt(2 * Math.log(round) / pulls[i]);
        if (bound > highest) {
          highest = bound;
          arm = i;
        }
      }
      pulls[arm]++;
      rewards[arm] += world.nextDouble() < rates[arm] ? 1 : 0;
      regret += best - rates[arm];
    }
    return regret;
  }

  @Nested
  class OnTenArms {
    @Test
    void l4ItsRegretGrowsByLessThanSixTenthsWhenTheTimeIsDoubled() {
      double once = 0;
      double twice = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        double[] regret = regret(ThompsonSampling.PLAIN, RATES, 2 * ROUNDS, seed);
        once += regret[ROUNDS] / SEEDS;
        twice += regret[2 * ROUNDS] / SEEDS;
      }

      assertThat(twice / once).isLessThan(1.6);
    }

    @Test
    void l4ItsRegretIsBelowThatOfUcb1() {
      int better = 0;
      double sum = 0;
      double sumOfUcb1 = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        double regret = regret(ThompsonSampling.PLAIN, RATES, ROUNDS, seed)[ROUNDS];
        double ofUcb1 = regretOfUcb1(RATES, ROUNDS, seed);
        better += regret < ofUcb1 ? 1 : 0;
        sum += regret / SEEDS;
        sumOfUcb1 += ofUcb1 / SEEDS;
      }

      assertThat(sum).as("on average").isLessThan(sumOfUcb1);
      assertThat(better).as("seeds of %d", SEEDS).isGreaterThan(SEEDS * 9 / 10);
    }

    @Test
    void theSameSeedChoosesTheSame() {
      assertThat(regret(ThompsonSampling.PLAIN, RATES, 500, 7))
          .isEqualTo(regret(ThompsonSampling.PLAIN, RATES, 500, 7))
          .isNotEqualTo(regret(ThompsonSampling.PLAIN, RATES, 500, 8));
    }
  }

  @Nested
  class WhenTheBestArmChanges {
    private static final int BEFORE = 2_000;
    private static final int GRACE = 200;
    private static final int AFTER = 600;

    /** How often the arm that is best now is pulled, from some rounds after the change on. */
    private double recovered(Bandit bandit, List<Double> context) {
      double share = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        SplittableRandom world = new SplittableRandom(seed);
        BanditState state = BanditState.EMPTY;
        for (int round = 0; round < BEFORE + AFTER; round++) {
          Pick pick = bandit.choose(state, arms(3), context, seed);
          int best = round < BEFORE ? 0 : 2;
          double rate = index(pick) == best ? .9 : index(pick) == 1 ? .5 : .2;
          double reward = world.nextDouble() < rate ? 1 : 0;
          state =
              new Experience(
                      bandit, pick.explores(), List.of(new Lesson(pick.arm(), context, reward)))
                  .addedTo(state);
          if (round >= BEFORE + GRACE) {
            share += (index(pick) == best ? 1.0 : 0) / (AFTER - GRACE) / SEEDS;
          }
        }
      }
      return share;
    }

    @Test
    void l4ItRecoversWithDiscounting() {
      double discounted = recovered(new ThompsonSampling(.99, 1), List.of());
      double plain = recovered(ThompsonSampling.PLAIN, List.of());
      double linear = recovered(LinUcb.of(1).withDiscount(.99), List.of(1.0));

      assertThat(discounted).isGreaterThan(.85);
      assertThat(plain).as("without discounting").isLessThan(discounted - .2);
      assertThat(linear).as("LinUCB").isGreaterThan(.85);
    }

    @Test
    void itRecoversWithATenthOfExploringToo() {
      assertThat(recovered(new ThompsonSampling(.99, .1), List.of())).isGreaterThan(.8);
    }
  }

  @Nested
  class WithContext {
    @Test
    void linUcbLearnsWhichArmIsGoodForWhat() {
      LinUcb bandit = LinUcb.of(2);
      SplittableRandom world = new SplittableRandom(3);
      BanditState state = BanditState.EMPTY;
      int right = 0;
      for (int round = 0; round < 1_000; round++) {
        boolean hard = world.nextBoolean();
        List<Double> context = List.of(1.0, hard ? 1.0 : 0.0);
        Pick pick = bandit.choose(state, arms(2), context, 0);
        boolean good = pick.arm().equals(hard ? "arm1" : "arm0");
        double reward = world.nextDouble() < (good ? .9 : .3) ? 1 : 0;
        state = bandit.learn(state, new Lesson(pick.arm(), context, reward));
        right += round >= 500 && good ? 1 : 0;
      }

      assertThat(right).isGreaterThan(450);
    }

    @Test
    void itsEstimateIsThatOfRidgeRegression() {
      LinUcb bandit = LinUcb.of(2);
      BanditState state = bandit.learn(BanditState.EMPTY, new Lesson("arm0", List.of(1.0, 2.0), 1));

      Pick.Estimate estimate =
          bandit.choose(state, arms(1), List.of(1.0, 1.0), 0).estimates().getFirst();

      // A = [[2,2],[2,5]], b = [1,2]; A^-1 = [[5,-2],[-2,2]]/6; theta = [1/6, 1/3].
      assertThat(estimate.mean()).isEqualTo(.5, within(1e-12));
      assertThat(estimate.uncertainty()).isEqualTo(Math.sqrt(.5), within(1e-12));
      assertThat(estimate.lessons()).isEqualTo(1);
    }

    @Test
    void aContextOfAnotherLengthIsRefused() {
      assertThatThrownBy(() -> LinUcb.of(2).choose(BanditState.EMPTY, arms(1), List.of(1.0), 0))
          .hasMessage("a context must have 2 features, got [1.0]");
    }
  }

  @Nested
  class Exploring {
    @Test
    void neverExceedsItsShare() {
      ThompsonSampling bandit = new ThompsonSampling(1, .05);
      SplittableRandom world = new SplittableRandom(1);
      BanditState state = BanditState.EMPTY;
      for (int round = 0; round < 2_000; round++) {
        Pick pick = bandit.choose(state, arms(10), List.of(), 11);
        double reward = world.nextDouble() < RATES[index(pick)] ? 1 : 0;
        state =
            new Experience(bandit, pick.explores(), List.of(Lesson.of(pick.arm(), reward)))
                .addedTo(state);
        assertThat(state.explored()).isLessThanOrEqualTo(Math.round(.05 * state.choices()));
      }
      assertThat(state.explored()).as("but it does").isGreaterThan(50);
    }

    @Test
    void withoutAnyTheBestEstimateIsTakenAndOfEqualsTheFirst() {
      ThompsonSampling greedy = new ThompsonSampling(1, 0);

      assertThat(greedy.choose(BanditState.EMPTY, arms(5), List.of(), 1).arm()).isEqualTo("arm0");
      BanditState one = greedy.learn(BanditState.EMPTY, Lesson.of("arm3", 1));
      for (long seed = 0; seed < 20; seed++) {
        assertThat(greedy.choose(one, arms(5), List.of(), seed))
            .extracting(Pick::arm, Pick::explores)
            .containsExactly("arm3", false);
      }
    }
  }

  @Test
  void itsStateIsDataThatIsReadAsItWasWritten() {
    LinUcb linear = LinUcb.of(2).withDiscount(.9);
    BanditState state =
        new Experience(linear, false, List.of(new Lesson("b", List.of(1.0, .25), .3)))
            .addedTo(
                new Experience(ThompsonSampling.PLAIN, true, List.of(Lesson.of("a", .7)))
                    .addedTo(BanditState.EMPTY));

    assertThat(RecordedForm.read(RecordedForm.write(state), BanditState.class)).isEqualTo(state);
    assertThat(state.choices()).isEqualTo(2);
    assertThat(state.arms().keySet()).containsExactly("a", "b");
    assertThat(RecordedForm.read(RecordedForm.write(linear), Bandit.class)).isEqualTo(linear);
  }

  @Test
  void whatIsNoShareAndNoRewardIsRefused() {
    assertThatThrownBy(() -> new ThompsonSampling(0, 1))
        .hasMessage("discount must be above 0 and at most 1, got 0.0");
    assertThatThrownBy(() -> LinUcb.of(1).withExploration(1.5))
        .hasMessage("exploration must be from 0 to 1, got 1.5");
    assertThatThrownBy(() -> Lesson.of("a", 2))
        .hasMessage("a reward is from 0 to 1, got 2.0 for a");
  }
}

package dev.retinue.learning;

import dev.retinue.learning.BanditState.Arm.Counted;
import dev.retinue.learning.Pick.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Thompson sampling for rewards of 0 or 1, or between: draws for each arm a rate from what is
 * thought of it (a beta distribution, uniform before the first lesson) and takes the highest.
 *
 * @param discount what each lesson leaves of the weight of those before it, above 0: 1 for a world
 *     that does not change; .99 looks back over some hundred lessons
 * @param exploration see {@link Bandit#exploration}
 * @see <a href="https://arxiv.org/abs/1209.3353">Agrawal and Goyal, Further Optimal Regret Bounds
 *     for Thompson Sampling</a>
 * @see <a href="https://arxiv.org/abs/1707.09727">Raj and Kalyani, Taming Non-stationary
 *     Bandits</a>, for discounting
 */
public record ThompsonSampling(double discount, double exploration) implements Bandit {
  /** Explores as it likes, in a world that does not change. */
  public static final ThompsonSampling PLAIN = new ThompsonSampling(1, 1);

  private static final Counted UNKNOWN = new Counted(0, 0);

  public ThompsonSampling {
    Shares.check(discount, exploration);
  }

  @Override
  public Pick choose(BanditState state, List<String> arms, List<Double> context, long seed) {
    RandomGenerator random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * state.choices());
    List<Estimate> estimates = new ArrayList<>(arms.size());
    for (String name : arms) {
      Counted arm = state.arm(name) instanceof Counted counted ? counted : UNKNOWN;
      double a = 1 + arm.rewards();
      double b = 1 + arm.shortfalls();
      double sum = a + b;
      double deviation = Math.sqrt(a * b / (sum * sum * (sum + 1)));
      double x = gamma(a, random);
      double drawn = x / (x + gamma(b, random));
      estimates.add(new Estimate(name, a / sum, deviation, sum - 2, drawn));
    }
    return Pick.of(state, exploration, estimates);
  }

  /**
   * Draws from a gamma distribution of shape at least 1 and scale 1.
   *
   * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang, A Simple Method for
   *     Generating Gamma Variables</a>
   */
  private static double gamma(double shape, RandomGenerator random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        double cubed = v * v * v;
        if (Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * cubed + d * Math.log(cubed)) {
          return d * cubed;
        }
      }
    }
  }

  @Override
  public BanditState learn(BanditState state, Lesson lesson) {
    Map<String, BanditState.Arm> arms = new HashMap<>(state.arms());
    if (discount < 1) {
      arms.replaceAll((name, arm) ->
          arm instanceof Counted counted
              ? new Counted(counted.rewards() * discount, counted.shortfalls() * discount)
              : arm);
    }
    Counted known = arms.get(lesson.arm()) instanceof Counted counted ? counted : UNKNOWN;
    arms.put(
        lesson.arm(),
        new Counted(known.rewards() + lesson.reward(), known.shortfalls() + 1 - lesson.reward()));
    return state.with(arms);
  }
}

package dev.retinue.learning;

import dev.retinue.learning.BanditState.Arm.Fitted;
import dev.retinue.learning.Pick.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * LinUCB with an arm-wise model: fits each arm's reward to the context by ridge regression, and
 * takes the highest upper bound. Chance has no part in it. Discounts, where it does, by shrinking
 * the sums towards the ridge.
 *
 * @param features length of each context
 * @param width of the confidence bound, in standard deviations; the paper's alpha
 * @param ridge what holds an arm of few lessons near {@code prior}, above 0
 * @param prior the reward that is expected of an arm without lessons, from 0 to 1
 * @param discount what each lesson leaves of the weight of those before it, above 0 and at most 1
 * @param exploration see {@link Bandit#exploration}
 * @see <a href="https://arxiv.org/abs/1003.0146">Li et al., A Contextual-Bandit Approach to
 *     Personalized News Article Recommendation</a>, algorithm 1
 */
public record LinUcb(
    int features, double width, double ridge, double prior, double discount, double exploration)
    implements Bandit {
  public LinUcb {
    Shares.check(discount, exploration);
    if (features < 1 || !(width >= 0) || !(ridge > 0) || !(prior >= 0 && prior <= 1)) {
      throw new IllegalArgumentException(
          "features and ridge must be positive, width not negative, prior from 0 to 1, got "
              + features
              + ", "
              + ridge
              + ", "
              + width
              + ", "
              + prior);
    }
  }

  /** Of so many features, one standard deviation wide, without discount; explores as it likes. */
  public static LinUcb of(int features) {
    return new LinUcb(features, 1, 1, 0, 1, 1);
  }

  public LinUcb withDiscount(double other) {
    return new LinUcb(features, width, ridge, prior, other, exploration);
  }

  public LinUcb withExploration(double share) {
    return new LinUcb(features, width, ridge, prior, discount, share);
  }

  public LinUcb withPrior(double expected) {
    return new LinUcb(features, width, ridge, expected, discount, exploration);
  }

  @Override
  public Pick choose(BanditState state, List<String> arms, List<Double> context, long seed) {
    double[] x = checked(context);
    List<Estimate> estimates = new ArrayList<>(arms.size());
    for (String name : arms) {
      Fitted arm = fitted(state.arm(name));
      double[] root = root(arm);
      // With L the root of A: theta x = (L^-1 b)(L^-1 x), and x A^-1 x = |L^-1 x|^2.
      double[] forward = solved(root, x);
      double mean = prior + dot(solved(root, array(arm.vector())), forward);
      double uncertainty = width * Math.sqrt(dot(forward, forward));
      estimates.add(new Estimate(name, mean, uncertainty, arm.lessons(), mean + uncertainty));
    }
    return Pick.of(state, exploration, estimates);
  }

  @Override
  public BanditState learn(BanditState state, Lesson lesson) {
    double[] x = checked(lesson.context());
    Map<String, BanditState.Arm> arms = new HashMap<>(state.arms());
    if (discount < 1) {
      arms.replaceAll((name, arm) -> arm instanceof Fitted fitted ? discounted(fitted) : arm);
    }
    Fitted known = fitted(arms.get(lesson.arm()));
    List<Double> matrix = new ArrayList<>(known.matrix());
    List<Double> vector = new ArrayList<>(known.vector());
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        matrix.set(i * features + j, matrix.get(i * features + j) + x[i] * x[j]);
      }
      vector.set(i, vector.get(i) + x[i] * (lesson.reward() - prior));
    }
    arms.put(lesson.arm(), new Fitted(known.lessons() + 1, matrix, vector));
    return state.with(arms);
  }

  private Fitted discounted(Fitted arm) {
    return new Fitted(
        arm.lessons() * discount,
        arm.matrix().stream().map(sum -> sum * discount).toList(),
        arm.vector().stream().map(sum -> sum * discount).toList());
  }

  private double[] checked(List<Double> context) {
    if (context.size() != features) {
      throw new IllegalArgumentException(
          "a context must have " + features + " features, got " + context);
    }
    return array(context);
  }

  /** What is known of an arm; nothing, if it was learned in contexts of another length. */
  private Fitted fitted(BanditState.@org.jspecify.annotations.Nullable Arm arm) {
    if (arm instanceof Fitted fitted && fitted.vector().size() == features) {
      return fitted;
    }
    Double[] zeros = new Double[features * features];
    java.util.Arrays.fill(zeros, 0.0);
    return new Fitted(0, List.of(zeros), List.of(zeros).subList(0, features));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The lower root of the arm's matrix with the ridge, by Cholesky, row by row. */
  private double[] root(Fitted arm) {
    double[] root = array(arm.matrix());
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = root[i * features + j] + (i == j ? ridge : 0);
        for (int k = 0; k < j; k++) {
          sum -= root[i * features + k] * root[j * features + k];
        }
        root[i * features + j] = i == j ? Math.sqrt(sum) : sum / root[j * features + j];
      }
    }
    return root;
  }

  private double[] solved(double[] root, double[] right) {
    double[] solved = right.clone();
    for (int i = 0; i < features; i++) {
      for (int k = 0; k < i; k++) {
        solved[i] -= root[i * features + k] * solved[k];
      }
      solved[i] /= root[i * features + i];
    }
    return solved;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

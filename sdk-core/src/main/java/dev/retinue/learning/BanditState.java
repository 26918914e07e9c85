package dev.retinue.learning;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a bandit knows. Immutable; has a recorded form.
 *
 * @param choices how often it chose
 * @param explored how often it chose another arm than that of the best estimate
 * @param arms what is known of each arm that was ever pulled
 */
public record BanditState(long choices, long explored, Map<String, Arm> arms) {
  /** Nothing is known. */
  public static final BanditState EMPTY = new BanditState(0, 0, Map.of());

  public BanditState {
    // Sorted, so that equal states have equal recorded forms.
    arms = Collections.unmodifiableMap(new TreeMap<>(arms));
    if (explored < 0 || choices < explored) {
      throw new IllegalArgumentException(
          "of " + choices + " choices, " + explored + " cannot have explored");
    }
  }

  /** What is known of an arm. Closed. */
  public sealed interface Arm {
    /**
     * Of {@link ThompsonSampling}: rewards, and what they fell short of 1, discounted.
     *
     * @param rewards their sum
     * @param shortfalls their sum
     */
    record Counted(double rewards, double shortfalls) implements Arm {}

    /**
     * Of {@link LinUcb}: the sums of its least squares, discounted.
     *
     * @param lessons how many
     * @param matrix of the products of context with context, row by row
     * @param vector of the products of context with reward
     */
    record Fitted(double lessons, List<Double> matrix, List<Double> vector) implements Arm {
      public Fitted {
        matrix = List.copyOf(matrix);
        vector = List.copyOf(vector);
      }
    }
  }

  @Nullable Arm arm(String name) {
    return arms.get(name);
  }

  /** The same after so many more choices, some of which explored. */
  public BanditState after(long moreChoices, long moreExplored) {
    return moreChoices == 0 && moreExplored == 0
        ? this
        : new BanditState(choices + moreChoices, explored + moreExplored, arms);
  }

  BanditState with(Map<String, Arm> others) {
    return new BanditState(choices, explored, others);
  }
}

package dev.retinue.examples.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * One ranking and what is relevant in it.
 *
 * @param category of the question
 * @param ranked ids, best first, each once
 * @param relevant grades above 0 by id; not empty
 * @param answerable what the ranking itself says, 0 to 1
 */
record Judged(
    String category, List<String> ranked, Map<String, Double> relevant, double answerable) {
  private static final int ROUNDS = 1000;

  Judged {
    ranked = List.copyOf(ranked);
    relevant = Map.copyOf(relevant);
    if (relevant.isEmpty()) {
      throw new IllegalArgumentException("a judged question needs something relevant, got none");
    }
  }

  /** The share of the relevant ids that are among the first. */
  double recall(int first) {
    long found = ranked.stream().limit(first).filter(relevant::containsKey).count();
    return (double) found / relevant.size();
  }

  /** Discounted gain of the first, with the grade as the gain, over the best possible. */
  double ndcg(int first) {
    double gain = 0;
    for (int i = 0; i < Math.min(first, ranked.size()); i++) {
      gain += relevant.getOrDefault(ranked.get(i), 0.0) * discount(i);
    }
    List<Double> grades =
        relevant.values().stream().sorted(Comparator.reverseOrder()).limit(first).toList();
    double ideal = 0;
    for (int i = 0; i < grades.size(); i++) {
      ideal += grades.get(i) * discount(i);
    }
    return gain / ideal;
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 2.0);
  }

  /** One over the rank of the first that is relevant, 0 if there is none. */
  double reciprocalRank() {
    for (int i = 0; i < ranked.size(); i++) {
      if (relevant.containsKey(ranked.get(i))) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  static double mean(List<Judged> judged, ToDoubleFunction<Judged> measure) {
    return judged.stream().mapToDouble(measure).average().orElse(Double.NaN);
  }

  /** Where the mean lies with a probability of 95 %, by resampling the questions; reproducible. */
  static Interval interval(List<Judged> judged, ToDoubleFunction<Judged> measure) {
    double[] values = judged.stream().mapToDouble(measure).toArray();
    Random random = new Random(1);
    List<Double> means = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means.add(sum / values.length);
    }
    means.sort(Comparator.naturalOrder());
    return new Interval(means.get(ROUNDS / 40), means.get(ROUNDS - 1 - ROUNDS / 40));
  }

  record Interval(double low, double high) {}

  /**
   * How often a question of the others says it is more answerable than one of this category; a tie
   * counts a half (the area under the ROC curve).
   */
  static double separation(List<Judged> judged, String unanswerable) {
    double wins = 0;
    long pairs = 0;
    for (Judged bad : judged) {
      if (!bad.category().equals(unanswerable)) {
        continue;
      }
      for (Judged good : judged) {
        if (!good.category().equals(unanswerable)) {
          wins += 0.5 + 0.5 * Double.compare(good.answerable(), bad.answerable());
          pairs++;
        }
      }
    }
    return wins / pairs;
  }
}

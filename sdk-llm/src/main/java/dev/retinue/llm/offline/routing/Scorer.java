package dev.retinue.llm.offline.routing;

/**
 * A linear scorer over the {@link Evidence}, made a distribution over the tools and "none" by
 * softmax: the conditional logit of McFadden (1974). Its weights were fitted on the requests of
 * {@code paraphrases-dev.jsonl} and {@code paraphrases-dev2.jsonl} by {@code RoutingFit} in the
 * tests, with and without embeddings.
 *
 * @param tool a weight for each of {@link Evidence#OF_TOOL}
 * @param none a weight for each of {@link Evidence#OF_NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Scorer(double[] tool, double[] none) {
  static final Scorer WITH_MEANING =
      new Scorer(
          new double[] {
            -0.10, 1.83, 1.99, 3.43, 1.94, 1.86, 0.77, 2.11, 1.90, 1.78,
            1.05, 0.59, 0.57, 2.49, -1.45, 1.48, -1.94, 3.69, 0.27, 2.78,
            1.80, -1.81, 0.34, -0.36, 0.59, 1.02, -1.87, -0.69, -3.19, -0.34
          },
          new double[] {2.54, 2.61, 1.69, 1.06, 0.90, 1.86, -2.18, 0.81, -1.54, 0.88, 2.45});
  static final Scorer BY_WORDS =
      new Scorer(
          new double[] {
            0.73, 2.64, 1.71, 4.11, 2.17, 2.33, 0.85, 3.74, 0.00, 0.00,
            0.00, 0.72, 0.82, 3.11, -1.49, 1.53, -1.62, 4.18, 0.03, 2.37,
            1.54, -1.40, 0.53, -0.65, 0.90, 1.38, -1.83, -0.56, -3.72, -0.57
          },
          new double[] {2.28, 2.48, 1.67, 0.98, 0.91, 1.82, -2.58, 0.78, 0.00, 0.43, 2.26});

  /** The probability of each tool, and of none at the end. */
  double[] probabilities(double[][] ofTools, double[] ofNone) {
    double[] scores = new double[ofTools.length + 1];
    for (int i = 0; i < ofTools.length; i++) {
      scores[i] = dot(tool, ofTools[i]);
    }
    scores[ofTools.length] = dot(none, ofNone);
    double most = Double.NEGATIVE_INFINITY;
    for (double each : scores) {
      most = Math.max(most, each);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - most);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  private static double dot(double[] weights, double[] values) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum;
  }
}

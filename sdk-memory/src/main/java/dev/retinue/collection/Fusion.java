package dev.retinue.collection;

import dev.retinue.collection.Search.Candidate;
import java.util.Collection;

/**
 * One score of two: a convex combination of both scores, each brought to 0..1 among the candidates.
 * See Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023,
 * who find it better than reciprocal ranks and easy to tune.
 */
final class Fusion {
  private Fusion() {}

  static void combine(Collection<Candidate> candidates, double textWeight) {
    double mostText = 0;
    double leastCosine = Double.POSITIVE_INFINITY;
    double mostCosine = Double.NEGATIVE_INFINITY;
    for (Candidate candidate : candidates) {
      mostText = Math.max(mostText, candidate.bm25);
      if (!Double.isNaN(candidate.cosine)) {
        leastCosine = Math.min(leastCosine, candidate.cosine);
        mostCosine = Math.max(mostCosine, candidate.cosine);
      }
    }
    for (Candidate candidate : candidates) {
      double text = mostText == 0 ? 0 : candidate.bm25 / mostText;
      double vector =
          Double.isNaN(candidate.cosine) ? 0 : share(candidate.cosine, leastCosine, mostCosine);
      candidate.score = textWeight * text + (1 - textWeight) * vector;
    }
  }

  /** Of one candidate alone the share is 1: nothing is nearer. */
  private static double share(double value, double least, double most) {
    return most > least ? (value - least) / (most - least) : 1;
  }
}

package dev.retinue.examples.evaluation;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Prints how good rankings are, overall and by category.
 *
 * @param name of what ranked, and of its figures
 */
record JudgedTable(PrintStream out, String name) {
  /**
   * @param millis how long each question took
   * @param unanswerable the category of questions without an answer
   */
  void print(List<Judged> judged, double[] millis, String unanswerable) {
    out.printf(
        Locale.ROOT,
        "%n%s%n%-14s %5s %6s %6s %6s %15s %6s %7s %6s%n",
        name,
        "category",
        "n",
        "r@1",
        "r@5",
        "r@10",
        "95 %",
        "r@20",
        "nDCG@10",
        "MRR");
    row("all", judged);
    for (String category : new TreeSet<>(judged.stream().map(Judged::category).toList())) {
      row(category, judged.stream().filter(one -> one.category().equals(category)).toList());
    }
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    out.printf(Locale.ROOT, "figure %s_p50 %.2f ms%n", name, sorted[sorted.length / 2]);
    out.printf(Locale.ROOT, "figure %s_p99 %.2f ms%n", name, sorted[sorted.length * 99 / 100]);
    double separation = Judged.separation(judged, unanswerable);
    if (!Double.isNaN(separation)) {
      out.printf(Locale.ROOT, "figure %s_answerable_auroc %.3f area%n", name, separation);
    }
  }

  private void row(String category, List<Judged> judged) {
    Judged.Interval interval = Judged.interval(judged, one -> one.recall(10));
    out.printf(
        Locale.ROOT,
        "%-14s %5d %6.3f %6.3f %6.3f   [%.3f, %.3f] %6.3f %7.3f %6.3f%n",
        category,
        judged.size(),
        Judged.mean(judged, one -> one.recall(1)),
        Judged.mean(judged, one -> one.recall(5)),
        Judged.mean(judged, one -> one.recall(10)),
        interval.low(),
        interval.high(),
        Judged.mean(judged, one -> one.recall(20)),
        Judged.mean(judged, one -> one.ndcg(10)),
        Judged.mean(judged, Judged::reciprocalRank));
  }
}

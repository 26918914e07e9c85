package dev.retinue.examples.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Measured values by name, a row for each round; confined to one thread. */
final class Figures {
  private final Map<String, List<Double>> rounds = new TreeMap<>();

  void add(String name, double value) {
    rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return rounds.containsKey(name);
  }

  double median(String name) {
    return median(rounds.getOrDefault(name, List.of()));
  }

  /** The median of the ratios of each round. */
  double ratio(String ours, String theirs) {
    List<Double> above = rounds.getOrDefault(ours, List.of());
    List<Double> below = rounds.getOrDefault(theirs, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
      ratios.add(above.get(i) / below.get(i));
    }
    return median(ratios);
  }

  void printFigure(PrintStream out, String name, String unit) {
    if (has(name)) {
      out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, median(name), unit);
    }
  }

  /** Prints {@code ratio NAME VALUE}, if both were measured. */
  void printRatio(PrintStream out, String name, String ours, String theirs) {
    if (has(ours) && has(theirs)) {
      out.printf(Locale.ROOT, "ratio %s %.3f%n", name, ratio(ours, theirs));
    }
  }

  static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values to take the median of");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

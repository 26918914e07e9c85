package dev.retinue.examples.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts a benchmark by name. Each prints what it did and ends with lines {@code figure NAME VALUE
 * UNIT} and, beside a peer, {@code ratio NAME VALUE} (ours / theirs).
 */
public final class Bench {
  private Bench() {}

  /** One benchmark; arguments are its own. */
  interface Benchmark {
    void run(List<String> arguments, PrintStream out) throws Exception;
  }

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "journal", new JournalBenchmark(),
              "memory", new MemoryBenchmark(),
              "models", new ModelsBenchmark(),
              "start", new StartBenchmark(),
              "step", new StepBenchmark(),
              "tools", new ToolsBenchmark()));

  public static void main(String[] arguments) throws Exception {
    Benchmark benchmark = arguments.length == 0 ? null : BENCHMARKS.get(arguments[0]);
    if (benchmark == null) {
      System.err.println(
          "usage: bench NAME [ARGUMENT ...]; there is no benchmark '"
              + (arguments.length == 0 ? "" : arguments[0])
              + "', there are: "
              + String.join(", ", BENCHMARKS.keySet()));
      System.exit(2);
      return;
    }
    benchmark.run(Arrays.asList(arguments).subList(1, arguments.length), System.out);
  }
}

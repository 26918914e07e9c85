package dev.retinue.examples.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * The tool platform; the first argument names the part ({@code discovery}, {@code selection}), and
 * all of them run without one.
 */
final class ToolsBenchmark implements Bench.Benchmark {
  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    String part = arguments.isEmpty() ? "" : arguments.getFirst();
    if (part.isEmpty() || part.equals("discovery")) {
      new ToolDiscoveryBenchmark().run(arguments, out);
    }
    if (!part.equals("discovery")) {
      new SelectionBenchmark().run(arguments, out);
    }
  }
}

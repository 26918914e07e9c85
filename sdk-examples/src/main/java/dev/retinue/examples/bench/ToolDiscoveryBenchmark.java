package dev.retinue.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the tools on the class path cost a start: the phase of a runtime's start in which stores and
 * tools are found and checked, in fresh JVMs, in turns without sdk-tools and with it.
 */
final class ToolDiscoveryBenchmark implements Bench.Benchmark {
  private static final int ROUNDS = 15;

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    String none = ClassPaths.of(List.of("sdk-core", "snakeyaml"));
    String all =
        ClassPaths.of(
            List.of("sdk-core", "snakeyaml", "sdk-tools", "big-math", "failsafe", "httpcore5"));
    Figures figures = new Figures();
    int tools = 0;
    for (int round = -1; round < ROUNDS; round++) {
      double without = millis(none)[1];
      double[] with = millis(all);
      tools = (int) with[0];
      if (round >= 0) { // the first pair warms the page cache
        figures.add("without", without);
        figures.add("with", with[1]);
        figures.add("tools_discovery", with[1] - without);
      }
    }
    out.printf(
        Locale.ROOT,
        "%d fresh JVMs of each: %d tools found and checked; the phase takes %.0f ms without sdk-tools, %.0f"
            + " ms with it%n",
        ROUNDS,
        tools,
        figures.median("without"),
        figures.median("with"));
    figures.printFigure(out, "tools_discovery", "ms");
    out.printf(Locale.ROOT, "figure tools_discovered %d tools%n", tools);
  }

  /** How many tools there are, and the milliseconds. */
  private static double[] millis(String classPath) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-cp", classPath, DiscoveredTools.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = String.valueOf(lines.readLine());
      String[] words = line.split(" ", -1);
      if (words.length != 2) {
        throw new IllegalStateException("no figures came, but: " + line);
      }
      return new double[] {Integer.parseInt(words[0]), Long.parseLong(words[1]) / 1e6};
    } finally {
      process.waitFor();
    }
  }
}

package dev.retinue.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * From the start of a JVM to the first answer of an agent with a scripted model and one tool call,
 * in fresh JVMs, taken in turns with langchain4j's AiServices doing the same. The time is the whole
 * process's, from its launch to the line with the answer. Argument: how many JVMs of each (15).
 */
final class StartBenchmark implements Bench.Benchmark {
  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    int runs = arguments.isEmpty() ? 15 : Integer.parseInt(arguments.getFirst());
    String ours = ClassPaths.of(List.of("sdk-core", "snakeyaml"));
    String theirs = ClassPaths.of(List.of("langchain4j-1", "opennlp"));
    List<Double> oursMillis = new ArrayList<>();
    List<Double> theirsMillis = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = -1; i < runs; i++) {
      double us = millisToAnswer(ours, FirstAnswerOfRetinue.class);
      double them = millisToAnswer(theirs, FirstAnswerOfAiServices.class);
      if (i >= 0) { // the first pair warms the page cache
        oursMillis.add(us);
        theirsMillis.add(them);
        ratios.add(us / them);
      }
    }
    out.printf("%d fresh JVMs of each, in turns; JVM launch to first answer%n", runs);
    print(out, "Retinue", oursMillis);
    print(out, "AiServices", theirsMillis);
    out.printf(Locale.ROOT, "figure start_first_answer %.0f ms%n", Figures.median(oursMillis));
    out.printf(
        Locale.ROOT,
        "figure start_first_answer_aiservices %.0f ms%n",
        Figures.median(theirsMillis));
    out.printf(Locale.ROOT, "ratio start_first_answer %.3f%n", Figures.median(ratios));
  }

  private static void print(PrintStream out, String name, List<Double> millis) {
    out.printf(
        Locale.ROOT,
        "%-10s  min %.0f  median %.0f  max %.0f ms%n",
        name,
        Collections.min(millis),
        Figures.median(millis),
        Collections.max(millis));
  }

  private static double millisToAnswer(String classPath, Class<?> main)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(java, "-cp", classPath, main.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      double millis = (System.nanoTime() - start) / 1e6;
      if (!"answer: 4".equals(line)) {
        throw new IllegalStateException(main.getSimpleName() + " did not answer, it said: " + line);
      }
      return millis;
    } finally {
      process.waitFor();
    }
  }
}

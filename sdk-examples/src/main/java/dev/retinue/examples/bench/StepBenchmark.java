package dev.retinue.examples.bench;

import dev.retinue.examples.bench.Contender.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What an agent costs beside its model: the CPU of a step (an instant model asks for one trivial
 * tool) in turns of 10, 100 and 1,000 steps, 10,000 turns that wait a second each, and the heap of
 * runs and agents that wait or idle. Each contender has a JVM of its own with the same options;
 * they take turns, round by round, and each counts every call that it makes.
 *
 * <p>Arguments: {@code --quick} for fewer and shorter rounds, {@code --tiny} to see that it works
 * and no more, {@code --cpu} for the first part alone.
 */
final class StepBenchmark implements Bench.Benchmark {
  private static final List<String> FOR_CPU = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");
  private static final List<String> FOR_MEMORY = List.of("-XX:+UseG1GC", "-Xmx4g");
  private static final List<Kind> WAITING =
      List.of(Kind.BARE, Kind.RETINUE, Kind.RETINUE_PROCESS, Kind.AISERVICES, Kind.LANGGRAPH);
  private static final int[] TURNS = {10, 100, 1_000};

  /** How much is measured. */
  private record Size(
      int warmUpCpuMillis,
      int rounds,
      int roundMillis,
      int waitingRounds,
      int waiting,
      int agents) {
    static final Size FULL = new Size(15_000, 7, 400, 3, 10_000, 10_000);
    static final Size QUICK = new Size(6_000, 3, 200, 1, 10_000, 10_000);
    static final Size TINY = new Size(100, 1, 20, 1, 100, 100);
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    Size size =
        arguments.contains("--tiny")
            ? Size.TINY
            : arguments.contains("--quick") ? Size.QUICK : Size.FULL;
    Path folder = Files.createTempDirectory("bench-step");
    try {
      Figures figures = new Figures();
      cpu(size, figures, folder, out);
      if (!arguments.contains("--cpu")) {
        together(size, figures, folder, out);
        retained(size, figures, folder, out);
      }
      summary(figures, out);
    } finally {
      delete(folder);
    }
  }

  private static void cpu(Size size, Figures figures, Path folder, PrintStream out)
      throws IOException {
    out.println("CPU and allocation per step, java " + String.join(" ", FOR_CPU));
    List<ContenderProcess> contenders = new ArrayList<>();
    try {
      for (Kind kind : Kind.values()) {
        contenders.add(new ContenderProcess(kind, FOR_CPU, folder));
      }
      for (ContenderProcess contender : contenders) {
        contender.order("warm " + size.warmUpCpuMillis);
      }
      for (int round = 0; round < size.rounds; round++) {
        for (int steps : TURNS) {
          for (ContenderProcess contender : contenders) {
            if (takes(contender.kind(), steps)) {
              double[] numbers = contender.order("steps " + steps + " " + size.roundMillis);
              figures.add(cpu(contender.kind(), steps), numbers[0] / 1_000);
              figures.add(bytes(contender.kind(), steps), numbers[1]);
            }
          }
        }
      }
    } finally {
      for (ContenderProcess contender : contenders) {
        contender.close();
      }
    }
    for (Kind kind : Kind.values()) {
      StringBuilder row = new StringBuilder("%-16s".formatted(kind.title));
      for (int steps : TURNS) {
        if (takes(kind, steps)) {
          row.append(
              String.format(
                  Locale.ROOT,
                  "  %,5d steps: %8.2f us %,9.0f bytes",
                  steps,
                  figures.median(cpu(kind, steps)),
                  figures.median(bytes(kind, steps))));
        }
      }
      out.println(row);
    }
  }

  /** LangGraph4j copies its state with each step: 1,000 of them would take minutes a turn. */
  private static boolean takes(Kind kind, int steps) {
    return kind != Kind.LANGGRAPH || steps < 1_000;
  }

  private static void together(Size size, Figures figures, Path folder, PrintStream out)
      throws IOException {
    out.printf(
        Locale.ROOT,
        "%n%,d turns at once, each waiting a second for its model, java %s%n",
        size.waiting,
        String.join(" ", FOR_MEMORY));
    for (int round = 0; round < size.waitingRounds; round++) {
      for (Kind kind : WAITING) {
        try (ContenderProcess contender = new ContenderProcess(kind, FOR_MEMORY, folder)) {
          double[] numbers = contender.order("together " + size.waiting);
          figures.add("waiting_seconds_" + kind.key(), numbers[0]);
          figures.add("waiting_heap_" + kind.key(), numbers[1]);
          figures.add("waiting_resident_" + kind.key(), numbers[2]);
        }
      }
    }
    for (Kind kind : WAITING) {
      out.printf(
          Locale.ROOT,
          "%-16s  %.2f s  peak heap %,.0f MB  peak resident %,.0f MB%n",
          kind.title,
          figures.median("waiting_seconds_" + kind.key()),
          figures.median("waiting_heap_" + kind.key()),
          figures.median("waiting_resident_" + kind.key()));
    }
  }

  private static void retained(Size size, Figures figures, Path folder, PrintStream out)
      throws IOException {
    out.printf(
        Locale.ROOT,
        "%nHeap of %,d suspended runs and %,d idle agents%n",
        size.waiting,
        size.agents);
    for (Kind kind : List.of(Kind.RETINUE, Kind.RETINUE_PROCESS)) {
      try (ContenderProcess contender = new ContenderProcess(kind, FOR_MEMORY, folder)) {
        double[] numbers = contender.order("suspended " + size.waiting);
        figures.add("suspended_run_" + kind.key(), numbers[0]);
        figures.add("suspended_threads_" + kind.key(), numbers[1]);
        out.printf(
            Locale.ROOT,
            "%-16s  %,.0f bytes for a suspended run, %.0f more threads for all%n",
            kind.title,
            numbers[0],
            numbers[1]);
      }
    }
    for (Kind kind : List.of(Kind.RETINUE, Kind.AISERVICES)) {
      try (ContenderProcess contender = new ContenderProcess(kind, FOR_MEMORY, folder)) {
        double[] numbers = contender.order("idle " + size.agents);
        figures.add("idle_agent_" + kind.key(), numbers[0]);
        out.printf(Locale.ROOT, "%-16s  %,.0f bytes for an idle agent%n", kind.title, numbers[0]);
      }
    }
  }

  private static void summary(Figures figures, PrintStream out) {
    out.println();
    for (Kind kind : Kind.values()) {
      for (int steps : TURNS) {
        figures.printFigure(out, cpu(kind, steps), "us");
        figures.printFigure(out, bytes(kind, steps), "bytes");
      }
      figures.printFigure(out, "waiting_seconds_" + kind.key(), "s");
      figures.printFigure(out, "waiting_heap_" + kind.key(), "MB");
      figures.printFigure(out, "waiting_resident_" + kind.key(), "MB");
      figures.printFigure(out, "suspended_run_" + kind.key(), "bytes");
      figures.printFigure(out, "suspended_threads_" + kind.key(), "threads");
      figures.printFigure(out, "idle_agent_" + kind.key(), "bytes");
    }
    for (int steps : TURNS) {
      for (Kind peer : List.of(Kind.BARE, Kind.AISERVICES, Kind.LANGGRAPH)) {
        figures.printRatio(
            out,
            "step_cpu_%d_to_%s".formatted(steps, peer.key()),
            cpu(Kind.RETINUE, steps),
            cpu(peer, steps));
      }
    }
    for (int steps : TURNS) {
      for (Kind durable : List.of(Kind.RETINUE_PROCESS, Kind.RETINUE_GROUP)) {
        for (Kind peer : List.of(Kind.RETINUE, Kind.AISERVICES, Kind.LANGGRAPH)) {
          figures.printRatio(
              out,
              "step_cpu_%d_%s_to_%s".formatted(steps, durable.key(), peer.key()),
              cpu(durable, steps),
              cpu(peer, steps));
        }
      }
    }
    figures.printRatio(out, "step_cpu_1000_to_10", cpu(Kind.RETINUE, 1_000), cpu(Kind.RETINUE, 10));
    for (String what : List.of("waiting_seconds", "waiting_resident", "idle_agent")) {
      figures.printRatio(out, what + "_to_aiservices", what + "_retinue", what + "_aiservices");
    }
  }

  private static String cpu(Kind kind, int steps) {
    return "step_cpu_%s_%d".formatted(kind.key(), steps);
  }

  private static String bytes(Kind kind, int steps) {
    return "step_bytes_%s_%d".formatted(kind.key(), steps);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

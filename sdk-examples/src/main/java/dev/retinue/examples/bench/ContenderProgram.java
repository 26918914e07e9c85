package dev.retinue.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The JVM of a contender: takes orders from its standard input, a line each, and answers each with
 * a line of numbers. Counts every call of the model and of the tool, and ends if one is missing.
 */
final class ContenderProgram {
  private static final String QUESTION = "Please add the numbers, one after another.";
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final Contender.Kind kind;
  private final Path folder;
  private final SteppingModel model = new SteppingModel();
  private final SteppingModel.Adder adder = new SteppingModel.Adder();

  private ContenderProgram(Contender.Kind kind, Path folder) {
    this.kind = kind;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    var program = new ContenderProgram(Contender.Kind.valueOf(arguments[0]), Path.of(arguments[1]));
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Contender contender = program.kind.make(program.model, program.adder, program.folder)) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        double[] numbers = program.obey(order.split(" "), contender);
        System.out.println("result " + Arrays.toString(numbers).replaceAll("[\\[\\],]", ""));
      }
    }
  }

  private double[] obey(String[] order, Contender contender) throws Exception {
    return switch (order[0]) {
      case "warm" -> warm(contender, Long.parseLong(order[1]));
      case "steps" -> steps(contender, Integer.parseInt(order[1]), Long.parseLong(order[2]));
      case "together" -> together(contender, Integer.parseInt(order[1]));
      case "suspended" -> Retained.bySuspendedRuns(Integer.parseInt(order[1]), kind, folder);
      case "idle" -> Retained.byIdleAgents(Integer.parseInt(order[1]), kind);
      default -> throw new IllegalArgumentException("unknown order: " + String.join(" ", order));
    };
  }

  /**
   * Takes turns until they get no faster, or the process, with its compiler, has used so much CPU:
   * not so much time, of which a busy machine gives little. The seconds that it took.
   */
  private double[] warm(Contender contender, long millis) throws Exception {
    long start = System.nanoTime();
    double best = Double.MAX_VALUE;
    int noBetter = 0;
    long used = SYSTEM.getProcessCpuTime() / 1_000_000;
    while (used < millis && (noBetter < 4 || used < millis / 2)) {
      double each = steps(contender, 100, 400)[0] + steps(contender, 10, 400)[0];
      noBetter = each < 0.95 * best ? 0 : noBetter + 1;
      best = Math.min(best, each);
      used = SYSTEM.getProcessCpuTime() / 1_000_000;
    }
    return new double[] {(System.nanoTime() - start) / 1e9};
  }

  /** Nanoseconds of CPU, and bytes allocated, for each step. */
  private double[] steps(Contender contender, int steps, long millis) throws Exception {
    model.steps(steps);
    long modelCalls = model.calls();
    long toolCalls = adder.calls();
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    long allocated = THREADS.getTotalThreadAllocatedBytes();
    long cpu = ProcessorTime.nanos();
    long turns = 0;
    do {
      check(contender.turn(QUESTION));
      turns++;
    } while (System.nanoTime() < end);
    cpu = ProcessorTime.nanos() - cpu;
    allocated = THREADS.getTotalThreadAllocatedBytes() - allocated;
    expect("the model", turns * (steps + 1), model.calls() - modelCalls);
    expect("the tool", turns * steps, adder.calls() - toolCalls);
    double all = (double) turns * steps;
    return new double[] {cpu / all, allocated / all};
  }

  /** Seconds from the first start to the last answer, and the most memory, in megabytes. */
  private double[] together(Contender contender, int turns) throws Exception {
    model.steps(0);
    model.pause(Duration.ofSeconds(1));
    long modelCalls = model.calls();
    long start = System.nanoTime();
    List<String> answers = contender.together(turns, QUESTION);
    double seconds = (System.nanoTime() - start) / 1e9;
    answers.forEach(ContenderProgram::check);
    expect("answers", turns, answers.size());
    expect("the model", turns, model.calls() - modelCalls);
    model.pause(Duration.ZERO);
    return new double[] {seconds, peakHeap() / 1e6, ResidentMemory.peak() / 1e6};
  }

  private static void check(String answer) {
    if (!answer.equals(SteppingModel.ANSWER)) {
      throw new IllegalStateException("answered '" + answer + "'");
    }
  }

  private void expect(String what, long wanted, long counted) {
    if (wanted != counted) {
      throw new IllegalStateException(
          "%s: %s was to be counted %d times, and was %d times"
              .formatted(kind.title, what, wanted, counted));
    }
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}

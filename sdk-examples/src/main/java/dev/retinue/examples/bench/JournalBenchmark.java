package dev.retinue.examples.bench;

import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.file.FileJournal;
import dev.retinue.journal.file.Sync;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Durable appends of 512 bytes a second by 1, 100 and 256 virtual threads, beside bare files with
 * group commit and nothing else; appends that survive the process only; and how long it takes to
 * open a journal of 100,000 records and read one run. All in turns. Arguments: rounds (5), seconds
 * of each turn (1).
 */
final class JournalBenchmark implements Bench.Benchmark {
  private static final int RECORD = 512;
  private static final String OURS = "group";

  /** Rounds that are not counted. */
  private static final int WARM_UP = 2;

  private static final int RUNS = 1_000;
  private static final int RECORDS = 100;

  private interface Appending extends AutoCloseable {
    void append(String run, int step) throws Exception;

    @Override
    void close() throws IOException;
  }

  private interface Opening {
    Appending open(Path folder) throws Exception;
  }

  private static final Map<String, Opening> DURABLE = new LinkedHashMap<>();

  static {
    DURABLE.put(OURS, folder -> of(FileJournal.open(folder, Sync.GROUP)));
    DURABLE.put("bare_fdatasync", folder -> of(folder, BareLog.Kind.WRITE_AND_FDATASYNC));
    DURABLE.put(
        "bare_preallocated_fdatasync",
        folder -> of(folder, BareLog.Kind.PREALLOCATED_AND_FDATASYNC));
    DURABLE.put(
        "bare_preallocated_dsync", folder -> of(folder, BareLog.Kind.PREALLOCATED_AND_O_DSYNC));
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    int rounds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    double seconds = arguments.size() < 2 ? 1 : Double.parseDouble(arguments.get(1));
    Path folder = Files.createTempDirectory("journal-benchmark");
    try {
      for (int writers : new int[] {1, 100, 256}) {
        durable(folder, writers, rounds, seconds, out);
      }
      cheap(folder, rounds, seconds, out);
      recovery(folder, rounds, out);
    } finally {
      delete(folder);
    }
  }

  private static void durable(Path folder, int writers, int rounds, double seconds, PrintStream out)
      throws Exception {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Opening> each : DURABLE.entrySet()) {
        double rate = rate(folder.resolve("appends"), each.getValue(), writers, seconds);
        if (round >= 0) {
          rates.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(rate);
        }
      }
    }
    rates.forEach((name, values) ->
        out.printf(
            Locale.ROOT, "figure journal_%s_%d %.0f appends/s%n", name, writers, median(values)));
    // Here more is better, so that ours / theirs is to be at least 0.8 of the best bare file.
    out.printf(Locale.ROOT, "ratio journal_of_best_bare_%d %.3f%n", writers, ofBest(rates));
  }

  /** The ratio to the variant beside which it is lowest; each of medians within the rounds. */
  private static double ofBest(Map<String, List<Double>> rates) {
    List<Double> ours = Objects.requireNonNull(rates.get(OURS));
    double lowest = Double.MAX_VALUE;
    for (Map.Entry<String, List<Double>> theirs : rates.entrySet()) {
      if (!theirs.getKey().equals(OURS)) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
          ratios.add(ours.get(round) / theirs.getValue().get(round));
        }
        lowest = Math.min(lowest, median(ratios));
      }
    }
    return lowest;
  }

  private static void cheap(Path folder, int rounds, double seconds, PrintStream out)
      throws Exception {
    List<Double> process = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      double ours =
          rate(
              folder.resolve("appends"),
              place -> of(FileJournal.open(place, Sync.PROCESS)),
              1,
              seconds);
      double inMemory = rate(folder.resolve("appends"), place -> of(new HeapJournal()), 1, seconds);
      if (round >= 0) {
        process.add(ours);
        heap.add(inMemory);
      }
    }
    out.printf(Locale.ROOT, "figure journal_process_1 %.0f appends/s%n", median(process));
    out.printf(Locale.ROOT, "figure journal_process_append %.2f us%n", 1e6 / median(process));
    out.printf(Locale.ROOT, "figure journal_heap_append %.2f us%n", 1e6 / median(heap));
  }

  private static double rate(Path folder, Opening opening, int writers, double seconds)
      throws Exception {
    delete(folder);
    Files.createDirectories(folder);
    settle(folder);
    long appended = 0;
    long nanos;
    try (Appending log = opening.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      grow(log, threads);
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Future<Integer>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String name = "writer-" + writer;
        all.add(
            threads.submit(() -> {
              int count = 0;
              String run = "";
              while (System.nanoTime() < end) {
                if (count % 100 == 0) {
                  run = name + "-" + count;
                }
                log.append(run, count++);
              }
              return count;
            }));
      }
      for (Future<Integer> each : all) {
        appended += each.get();
      }
      nanos = System.nanoTime() - start;
    }
    return appended * 1e9 / nanos;
  }

  /**
   * Not counted: 50 MB, after which a journal's segments have their full size and it writes over
   * old ones, as the bare files are written over that were filled with zeros before.
   */
  private static void grow(Appending log, ExecutorService threads) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int writer = 0; writer < 100; writer++) {
      String run = "growing-" + writer;
      all.add(
          threads.submit(() -> {
            for (int step = 0; step < 1_000; step++) {
              log.append(run + "-" + step / 100, step);
            }
            return run;
          }));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  /** Lets the file system finish with what was deleted before, which it does at its next sync. */
  private static void settle(Path folder) throws IOException {
    Path file = folder.resolve("settle");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 3; i++) {
        channel.write(ByteBuffer.wrap(new byte[4096]));
        channel.force(true);
      }
    }
    Files.delete(file);
  }

  private static void recovery(Path folder, int rounds, PrintStream out) throws Exception {
    Path home = folder.resolve("full");
    Path crashed = folder.resolve("crashed");
    try (Journal journal = FileJournal.open(home, Sync.PROCESS)) {
      for (int step = 0; step < RECORDS; step++) {
        for (int run = 0; run < RUNS; run++) {
          journal.append(step == 0 ? started("run-" + run) : record("run-" + run, step));
        }
      }
      copy(home, crashed);
    }
    List<Double> closed = new ArrayList<>();
    List<Double> killed = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      Path fresh = folder.resolve("fresh");
      delete(fresh);
      copy(crashed, fresh);
      double afterKill = open(fresh);
      double afterClose = open(home);
      if (round >= 0) {
        killed.add(afterKill);
        closed.add(afterClose);
      }
    }
    out.printf(Locale.ROOT, "figure journal_recover_100k %.1f ms%n", median(killed));
    out.printf(Locale.ROOT, "figure journal_open_100k_closed %.1f ms%n", median(closed));
  }

  private static double open(Path folder) {
    long start = System.nanoTime();
    try (Journal journal = FileJournal.open(folder, Sync.GROUP)) {
      int runs = journal.runs().size();
      int records = journal.read("run-500").size();
      double millis = (System.nanoTime() - start) / 1e6;
      if (runs != RUNS || records != RECORDS) {
        throw new IllegalStateException("found " + runs + " runs, and " + records + " records");
      }
      return millis;
    }
  }

  private static Appending of(Journal journal) {
    return new Appending() {
      @Override
      public void append(String run, int step) {
        journal.append(record(run, step));
        if (step % 100 == 99) {
          journal.append(new JournalRecord.RunEnded(run, Payload.recorded("{}"), Instant.EPOCH));
          journal.release(run);
        }
      }

      @Override
      public void close() {
        journal.close();
      }
    };
  }

  private static Appending of(Path folder, BareLog.Kind kind) throws IOException {
    BareLog log = new BareLog(folder.resolve("log"), kind);
    byte[] record = new byte[RECORD];
    return new Appending() {
      @Override
      public void append(String run, int step) throws IOException {
        log.append(record);
      }

      @Override
      public void close() throws IOException {
        log.close();
      }
    };
  }

  private static final Payload CONTENT = Payload.recorded("x".repeat(RECORD - 100));

  private static JournalRecord started(String run) {
    return new JournalRecord.RunStarted(
        new RunScope(run, "agent", "session", new Principal("ada"), ""),
        "hash",
        CONTENT,
        Instant.EPOCH);
  }

  /** With its frame about 512 bytes. */
  private static JournalRecord record(String run, int step) {
    return new JournalRecord.Result(
        run, Address.of(step, 0), "CallTool", null, CONTENT, Instant.EPOCH);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

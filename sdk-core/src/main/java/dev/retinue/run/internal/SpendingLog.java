package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.error.SetupException;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ended runs have spent, for the budgets that outlive a process: a file with a line for each,
 * written when the run ends. What runs in flight have spent is in the journal, and is counted when
 * they go on. Survives the death of the process; the last lines may be lost with the machine's
 * power. Rewritten as sums of days when it is opened. Thread-safe.
 */
public final class SpendingLog implements AutoCloseable {
  static final String HOST = "host";
  private static final Logger LOG = LoggerFactory.getLogger(SpendingLog.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<LocalDate, Line>> before = new HashMap<>();
  private final Path file;
  // Guarded by lock.
  private @Nullable FileChannel channel;

  /**
   * What was spent.
   *
   * @param run by which run; empty for a sum of runs
   * @param accounts what it is counted to
   * @param at when the run, or the last of the runs, ended
   */
  private record Line(String run, List<String> accounts, Instant at, Cost spent) {}

  private SpendingLog(Path file) {
    this.file = file;
  }

  static String agent(String id) {
    return "agent:" + id;
  }

  static String tenant(String name) {
    return "tenant:" + name;
  }

  /**
   * Opens the log; the file is made when something is spent.
   *
   * @param inFlight runs that go on: what is said of them was said by a process that died before
   *     they ended, and is said again
   * @throws SetupException if the file cannot be read or written
   */
  public static SpendingLog open(Path file, Set<String> inFlight, Clock clock) {
    try {
      Map<String, Map<LocalDate, Line>> sums = new HashMap<>();
      Map<String, Line> lines = new LinkedHashMap<>();
      int number = 0;
      if (Files.exists(file)) {
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          number++;
          try {
            Line line = RecordedForm.read(text, Line.class);
            lines.put(line.run().isEmpty() ? "sum " + number : line.run(), line);
          } catch (IllegalArgumentException e) {
            // The last line of a process that was killed; anything else is said.
            LOG.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("line", number)
                .log("a line of the spending log cannot be read and is not counted");
          }
        }
      }
      lines.values().stream()
          .filter(line -> !inFlight.contains(line.run()))
          .forEach(line -> sum(sums, line, clock));
      if (number > 0) {
        rewrite(file, sums);
      }
      SpendingLog log = new SpendingLog(file);
      log.before.putAll(sums);
      return log;
    } catch (IOException e) {
      throw new SetupException(
          file.toString(), "what was spent before cannot be read from " + file + ": " + e, e);
    }
  }

  private static void sum(Map<String, Map<LocalDate, Line>> sums, Line line, Clock clock) {
    LocalDate day = line.at().atZone(clock.getZone()).toLocalDate();
    for (String account : line.accounts()) {
      sums.computeIfAbsent(account, a -> new LinkedHashMap<>())
          .merge(
              day,
              new Line("", List.of(account), line.at(), line.spent()),
              (a, b) -> new Line("", a.accounts(), b.at(), a.spent().plus(b.spent())));
    }
  }

  private static void rewrite(Path file, Map<String, Map<LocalDate, Line>> sums)
      throws IOException {
    List<String> texts = new ArrayList<>();
    sums.values()
        .forEach(days -> days.values().forEach(line -> texts.add(RecordedForm.write(line))));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, texts, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Tells a budget what was spent on this account before the log was opened. */
  void recall(String account, LimitedBudget budget) {
    before
        .getOrDefault(account, Map.of())
        .values()
        .forEach(line -> budget.recall(line.spent(), line.at()));
  }

  /** A run is about to end. */
  void add(String run, List<String> accounts, Instant at, Cost spent) {
    ByteBuffer text =
        StandardCharsets.UTF_8.encode(
            RecordedForm.write(new Line(run, accounts, at, spent)) + "\n");
    lock.lock();
    try {
      FileChannel out = channel;
      if (out == null) {
        out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        channel = out;
      }
      while (text.hasRemaining()) {
        out.write(text);
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("run", run)
          .addKeyValue("file", file)
          .setCause(e)
          .log("what a run spent could not be kept: the next process will not know of it");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      lock.unlock();
    }
  }
}

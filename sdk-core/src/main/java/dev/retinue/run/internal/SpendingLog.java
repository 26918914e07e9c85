package dev.retinue.run.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.error.SetupException;
import dev.retinue.file.WholeFile;
import dev.retinue.json.RecordedForm;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
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
 * power. Rewritten as sums of days when it is opened, and without an agent when that is erased.
 * Thread-safe.
 */
public final class SpendingLog implements AutoCloseable {
  static final String HOST = "host";
  private static final Logger LOG = LoggerFactory.getLogger(SpendingLog.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final Path file;
  // Guarded by lock.
  private final Map<String, Map<LocalDate, Line>> before;
  private @Nullable Writer out;

  /**
   * What was spent.
   *
   * @param run by which run; empty for a sum of runs
   * @param accounts what it is counted to
   * @param at when the run, or the last of the runs, ended
   */
  private record Line(String run, List<String> accounts, Instant at, Cost spent) {
    /** Without what tells of an agent; what is counted to others as well stays counted. */
    Line without(String account, Set<String> runs) {
      return runs.contains(run) || accounts.contains(account)
          ? new Line(
              "", accounts.stream().filter(each -> !each.equals(account)).toList(), at, spent)
          : this;
    }
  }

  private SpendingLog(Path file, Map<String, Map<LocalDate, Line>> before) {
    this.file = file;
    this.before = before;
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
      List<Line> lines = read(file);
      Map<String, Map<LocalDate, Line>> sums = new HashMap<>();
      lines.stream()
          .filter(line -> !inFlight.contains(line.run()))
          .forEach(line -> sum(sums, line, clock));
      if (Files.exists(file)) {
        rewrite(file, sums.values().stream().flatMap(days -> days.values().stream()).toList());
      }
      return new SpendingLog(file, sums);
    } catch (IOException e) {
      throw new SetupException(
          file.toString(), "what was spent before cannot be read from " + file + ": " + e, e);
    }
  }

  /** The last line of each run, and all sums. */
  private static List<Line> read(Path file) throws IOException {
    Map<String, Line> lines = new LinkedHashMap<>();
    int number = 0;
    if (Files.exists(file)) {
      // Not Files.readAllLines: a line that was cut within a character is one that cannot be read.
      for (String text : new String(Files.readAllBytes(file), UTF_8).lines().toList()) {
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
    return List.copyOf(lines.values());
  }

  private static void rewrite(Path file, List<Line> lines) throws IOException {
    WholeFile.write(
        file,
        true,
        out -> {
          for (Line line : lines) {
            out.write(RecordedForm.write(line) + "\n");
          }
        });
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

  /** Tells a budget what was spent on this account before the log was opened. */
  void recall(String account, LimitedBudget budget) {
    lock.lock();
    try {
      before
          .getOrDefault(account, Map.of())
          .values()
          .forEach(line -> budget.recall(line.spent(), line.at()));
    } finally {
      lock.unlock();
    }
  }

  /** A run is about to end. */
  void add(String run, List<String> accounts, Instant at, Cost spent) {
    lock.lock();
    try {
      Writer log = out;
      if (log == null) {
        // Not a channel: those are closed by an interrupt, and a run may end with one.
        log = new FileWriter(file.toFile(), UTF_8, true);
        out = log;
      }
      log.write(RecordedForm.write(new Line(run, accounts, at, spent)) + "\n");
      log.flush();
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

  /**
   * Forgets an agent that is erased: its own account, and which runs were its. What they spent
   * stays counted to its tenant and to the host.
   *
   * @param runs of the agent, none of them in flight
   * @throws SetupException if the file cannot be rewritten; it is then as it was
   */
  void erase(String agent, Set<String> runs) {
    String account = agent(agent);
    lock.lock();
    try {
      close();
      List<Line> lines = read(file);
      List<Line> kept =
          lines.stream()
              .map(line -> line.without(account, runs))
              .filter(line -> !line.accounts().isEmpty())
              .toList();
      if (!kept.equals(lines)) {
        rewrite(file, kept);
      }
      before.remove(account);
    } catch (IOException e) {
      throw new SetupException(
          file.toString(),
          "what agent '"
              + agent
              + "' spent cannot be erased from "
              + file
              + ": "
              + e
              + "; erase again",
          e);
    } finally {
      lock.unlock();
    }
  }

  /** Leaves it as it is: what is added from then on opens it again. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.retinue.examples.kill;

import dev.retinue.journal.file.Sync;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One home after another, each worked on by one process after another: each is killed at a moment
 * drawn from the seed, or ends because all is done. Confined to one thread.
 */
final class Lane {
  /** A process may take this long before the test gives up on it. */
  private static final long PATIENCE_SECONDS = 60;

  private static final double KILLED_EARLY = 0.2;
  private static final double CHECKED_FIRST = 0.15;
  private static final int MOST_LINES = 60;

  private final Path folder;
  private final List<String> java;
  private final Sync sync;
  private final int tasks;
  private final Random random;
  private long usualStart = 1_000;

  /**
   * @param folder for homes
   * @param java the command that starts a worker, without its arguments
   * @param tasks how many tasks there are in a home
   */
  Lane(Path folder, List<String> java, Sync sync, int tasks, long seed) {
    this.folder = folder;
    this.java = java;
    this.sync = sync;
    this.tasks = tasks;
    this.random = new Random(seed);
  }

  /** Works on a home until it is done; its folder and how often the worker was killed. */
  Finished home(int number, int mostKills) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("home-" + number));
    int kills = 0;
    for (int generation = 0; ; generation++) {
      if (generation > 20 * tasks) {
        throw new AssertionError(home + " is not done after " + generation + " processes");
      }
      boolean check = random.nextDouble() < CHECKED_FIRST;
      Process worker = start(home, generation, check);
      try {
        if (kills < mostKills && killed(worker, home.resolve("log.txt"))) {
          kills++;
        } else if (!worker.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError(
              "the worker hangs in %s, generation %d:%n%s"
                  .formatted(home, generation, threads(worker)));
        } else if (worker.exitValue() != 0) {
          throw new AssertionError(
              "the worker failed in %s, generation %d:%n%s"
                  .formatted(home, generation, Files.readString(home.resolve("err.txt"))));
        } else {
          return new Finished(home, kills, generation + 1);
        }
      } finally {
        worker.destroyForcibly();
      }
    }
  }

  /**
   * A home that is done.
   *
   * @param processes how many worked on it
   */
  record Finished(Path folder, int kills, int processes) {
    List<WorkLog.Line> log() throws IOException {
      return WorkLog.read(folder.resolve("log.txt"));
    }
  }

  private Process start(Path home, int generation, boolean check) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add(home.toString());
    command.add(String.valueOf(generation));
    command.add(sync.name());
    command.add(String.valueOf(tasks));
    command.add(String.valueOf(check));
    File errors = home.resolve("err.txt").toFile();
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.to(errors))
        .start();
  }

  /**
   * Kills it while it starts and recovers, or when it has made some progress. False if it ended
   * before.
   */
  private boolean killed(Process worker, Path log) throws IOException, InterruptedException {
    long before = size(log);
    long start = System.nanoTime();
    if (random.nextDouble() < KILLED_EARLY) {
      worker.waitFor((long) (random.nextDouble() * usualStart), TimeUnit.MILLISECONDS);
    } else {
      long bytes = (1 + random.nextInt(MOST_LINES)) * 60L;
      while (worker.isAlive() && size(log) == before) {
        worker.waitFor(1, TimeUnit.MILLISECONDS);
        expectProgress(worker, start);
      }
      usualStart = (3 * usualStart + (System.nanoTime() - start) / 1_000_000) / 4;
      while (worker.isAlive() && size(log) < before + bytes) {
        worker.waitFor(1, TimeUnit.MILLISECONDS);
        expectProgress(worker, start);
      }
      worker.waitFor(random.nextInt(1_000_000), TimeUnit.NANOSECONDS);
    }
    worker.destroyForcibly(); // SIGKILL
    worker.waitFor();
    return worker.exitValue() == 128 + 9;
  }

  private static void expectProgress(Process worker, long start) {
    if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      throw new AssertionError("the worker makes no progress:\n" + threads(worker));
    }
  }

  private static long size(Path log) throws IOException {
    return Files.exists(log) ? Files.size(log) : 0;
  }

  /** What its threads do, for whoever has to find out why it hangs. */
  private static String threads(Process worker) {
    try {
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      Process dump =
          new ProcessBuilder(jcmd.toString(), String.valueOf(worker.pid()), "Thread.print")
              .redirectErrorStream(true)
              .start();
      return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no thread dump: " + e;
    }
  }
}

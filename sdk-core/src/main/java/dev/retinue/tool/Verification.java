package dev.retinue.tool;

import dev.retinue.effect.Effects;
import dev.retinue.error.SetupException;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the self-tests of tools, one after another. Thread-safe. */
public final class Verification {
  private Verification() {}

  /**
   * What came of a tool's self-test.
   *
   * @param took how long it ran; zero if it did not
   * @param problem what happened, if it failed or could not be run
   */
  public record Verified(String tool, Result result, Duration took, @Nullable String problem) {}

  /** How a self-test ended. */
  public enum Result {
    PASSED,
    FAILED,
    /** It has none. */
    NONE,
    /** The tool cannot be used here. */
    UNAVAILABLE
  }

  /**
   * Verifies every tool of a registry, in its order. A self-test that takes longer than its tool
   * may is interrupted and has failed.
   */
  public static List<Verified> of(ToolRegistry registry) throws InterruptedException {
    List<Verified> all = new ArrayList<>();
    for (ToolEntry entry : registry.entries()) {
      Tool tool = registry.available().get(entry.name());
      all.add(
          tool == null
              ? new Verified(entry.name(), Result.UNAVAILABLE, Duration.ZERO, entry.problem())
              : of(tool));
    }
    return all;
  }

  /** Verifies one tool. */
  public static Verified of(Tool tool) throws InterruptedException {
    SelfTest test = tool.selfTest().orElse(null);
    if (test == null) {
      return new Verified(tool.name(), Result.NONE, Duration.ZERO, null);
    }
    Path folder = folder();
    try {
      return run(tool, test, new Bench(folder));
    } finally {
      delete(folder);
    }
  }

  private static Verified run(Tool tool, SelfTest test, ToolContext context)
      throws InterruptedException {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          test.run(tool, context);
          return true;
        });
    Thread thread = Thread.ofVirtual().name("retinue-verify-" + tool.name()).start(task);
    long begin = System.nanoTime();
    String problem = null;
    try {
      task.get(tool.traits().timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      problem = String.valueOf(e.getCause());
    } catch (TimeoutException e) {
      problem = "it took longer than " + tool.traits().timeout();
    } finally {
      thread.interrupt();
      thread.join(Duration.ofSeconds(10)); // Before its folder is deleted.
    }
    return new Verified(
        tool.name(),
        problem == null ? Result.PASSED : Result.FAILED,
        Duration.ofNanos(System.nanoTime() - begin),
        problem);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("retinue-verify-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " of a self-test could not be deleted", e);
    }
  }

  /** Where a self-test uses its tool: an empty folder, and no run around it. */
  private record Bench(Path files) implements ToolContext {
    @Override
    public RunScope scope() {
      return new RunScope("verify", "verify", "verify", Principal.SHARED, "");
    }

    @Override
    public String idempotencyKey() {
      return "verify";
    }

    @Override
    public Instant now() {
      return Clock.systemUTC().instant();
    }

    @Override
    public Effects effects() {
      throw new SetupException("verify", "a self-test has no run, and its tool no effects");
    }
  }
}

package dev.retinue.examples.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.examples.embedded.ClassPath;
import dev.retinue.journal.file.Sync;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D7: a real JVM, killed with SIGKILL at random moments. 200 kills, or as many as the property
 * {@code retinue.kills} says (the profile {@code torture}: 1,000); a failure is repeated with the
 * seed that it prints, in {@code retinue.seed}.
 */
class SigkillTest {
  private static final int TASKS = 14;
  private static final int KILLS_OF_A_HOME = 40;
  private static final List<String> LIBRARIES =
      List.of(
          "sdk-core",
          "sdk-memory",
          "langchain4j-core",
          "jackson-",
          "slf4j-",
          "snakeyaml",
          "lucene-",
          "jspecify");

  @TempDir Path folder;

  @Test
  void nothingAcceptedIsLostAndNothingRecordedIsRepeated() throws Exception {
    int wanted = Integer.getInteger("retinue.kills", 200);
    long seed = Long.getLong("retinue.seed", new Random().nextLong());
    List<String> java = worker();
    Findings uninterrupted = new Findings(lane(java, Sync.PROCESS, 0).home(0, 0).log());
    Map<Integer, String> ends = uninterrupted.ends();
    assertThat(ends).hasSize(TASKS);

    Summary summary = new Summary(seed);
    AtomicInteger left = new AtomicInteger(wanted);
    AtomicInteger homes = new AtomicInteger();
    List<Callable<Void>> lanes = new ArrayList<>();
    for (Sync sync : List.of(Sync.PROCESS, Sync.GROUP)) {
      Lane lane = lane(java, sync, seed ^ sync.name().hashCode());
      lanes.add(() -> {
        while (left.get() > 0) {
          int kills = Math.min(left.get(), KILLS_OF_A_HOME);
          Lane.Finished home = lane.home(homes.incrementAndGet(), kills);
          left.addAndGet(-home.kills());
          Findings findings = new Findings(home.log());
          try {
            holds(findings, ends);
          } catch (AssertionError e) {
            throw new AssertionError(
                "seed %d, %s, %s: %s%n%s"
                    .formatted(
                        seed,
                        sync,
                        home,
                        e.getMessage(),
                        Files.readString(home.folder().resolve("log.txt"))),
                e);
          }
          summary.add(home, findings);
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(lanes.size())) {
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
    summary.print();
    assertThat(summary.kills()).isGreaterThanOrEqualTo(wanted);
  }

  private static void holds(Findings findings, Map<Integer, String> ends) {
    findings.noAcceptedInputIsLost(TASKS);
    findings.noRecordedStepIsRepeated();
    findings.effectsHappenAsTheirClassAllows();
    findings.whatEndedIsRememberedAfterTheKill();
    assertThat(ends).as("answers and usage, uninterrupted").containsAllEntriesOf(findings.ends());
  }

  private Lane lane(List<String> java, Sync sync, long seed) throws Exception {
    Path homes = Files.createDirectories(folder.resolve("homes-" + sync));
    return new Lane(homes, java, sync, TASKS, seed);
  }

  /**
   * A small JVM that starts fast: few classes, from an archive that its first run leaves at its end
   * for the later ones.
   */
  private List<String> worker() throws Exception {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    List<Path> path = ClassPath.jars(jars, file -> LIBRARIES.stream().anyMatch(file::contains));
    Path tests =
        Path.of(SigkillTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> all = new ArrayList<>(path);
    all.add(Files.isDirectory(tests) ? ClassPath.jarOf(tests, jars.resolve("tests.jar")) : tests);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + folder.resolve("worker.jsa"),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        "-cp",
        String.join(File.pathSeparator, all.stream().map(Path::toString).toList()),
        Worker.class.getName());
  }

  /** What was seen, for whoever reads the build's log. */
  private static final class Summary {
    private final long seed;
    private final AtomicInteger homes = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final java.util.Map<WorkLog.Kind, Long> counts =
        new java.util.concurrent.ConcurrentHashMap<>();
    private final java.util.concurrent.atomic.AtomicLong repeats =
        new java.util.concurrent.atomic.AtomicLong();

    Summary(long seed) {
      this.seed = seed;
    }

    void add(Lane.Finished home, Findings findings) {
      homes.incrementAndGet();
      kills.addAndGet(home.kills());
      repeats.addAndGet(findings.repeats());
      Stream.of(WorkLog.Kind.values())
          .forEach(kind -> counts.merge(kind, findings.count(kind), Long::sum));
    }

    int kills() {
      return kills.get();
    }

    void print() {
      System.out.printf(
          "SIGKILL: seed %d, %d kills in %d homes; %s; %d effects repeated under their key%n",
          seed, kills.get(), homes.get(), new java.util.TreeMap<>(counts), repeats.get());
    }
  }
}

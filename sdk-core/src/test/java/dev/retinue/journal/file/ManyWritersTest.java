package dev.retinue.journal.file;

import static dev.retinue.journal.file.Records.ended;
import static dev.retinue.journal.file.Records.result;
import static dev.retinue.journal.file.Records.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.journal.JournalRecord;
import dev.retinue.testkit.FaultyStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Segments that fill up every few records, under many threads. */
class ManyWritersTest {
  private static final Settings SMALL =
      new Settings(1024, 4096, Duration.ofSeconds(20), Duration.ofMillis(1));
  private static final int WRITERS = 50;

  private static List<JournalRecord> records(String run, int count) {
    List<JournalRecord> records = new ArrayList<>(List.of(started(run)));
    IntStream.range(0, count)
        .forEach(i -> records.add(result(run, i, "x".repeat((i * 37 + run.hashCode()) & 511))));
    return records;
  }

  private static String live(int writer) {
    return "live-" + writer;
  }

  /** Each writer keeps one run, and ends and releases others beside it. */
  private static void write(FileJournal journal, int writer) {
    List<JournalRecord> kept = records(live(writer), 40);
    for (int i = 0; i < kept.size(); i++) {
      journal.append(kept.get(i));
      String brief = "brief-" + writer + "-" + i;
      records(brief, 3).forEach(journal::append);
      journal.append(ended(brief));
      journal.release(brief);
    }
  }

  private static void writeAll(FileJournal journal) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        all.add(threads.submit(() -> write(journal, number)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void assertComplete(FileJournal journal) {
    assertThat(journal.runs()).hasSize(WRITERS);
    for (int writer = 0; writer < WRITERS; writer++) {
      assertThat(journal.read(live(writer))).isEqualTo(records(live(writer), 40));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForEverAndNothingIsLost(Sync sync) throws Exception {
    FaultyStorage storage = FaultyStorage.empty();
    FaultyStorage killed;
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      writeAll(journal);
      assertComplete(journal);
      killed = storage.copy();
    }
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      assertComplete(journal);
    }
    try (FileJournal journal = FileJournal.open(killed, sync, SMALL)) {
      assertThat(journal.health().reason()).isEqualTo("memory");
      for (int writer = 0; writer < WRITERS; writer++) {
        assertThat(journal.read(live(writer))).isEqualTo(records(live(writer), 40));
      }
    }
  }

  /** Where a write takes its time, others append during it. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForEverOnADisk(@TempDir Path folder) throws Exception {
    Settings larger = new Settings(4096, 65_536, Duration.ofSeconds(20), Duration.ofMillis(1));
    try (FileJournal journal = open(folder, Sync.GROUP, larger)) {
      writeAll(journal);
      assertComplete(journal);
    }
  }

  private static FileJournal open(Path folder, Sync sync, Settings settings) throws IOException {
    return FileJournal.open(
        java.util.Objects.requireNonNull(DiskStorage.take(folder, sync)), sync, settings);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void erasingIsNotKeptWaitingByThoseWhoAppend() throws Exception {
    try (FileJournal journal = FileJournal.open(FaultyStorage.empty(), Sync.GROUP, SMALL);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Boolean> erased = new CompletableFuture<>();
      List<Future<?>> appending = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        String run = live(writer);
        appending.add(
            threads.submit(() -> {
              journal.append(started(run));
              for (int i = 0; !erased.isDone(); i++) {
                journal.append(result(run, i, "more"));
              }
            }));
      }
      journal.append(started("gone"));
      journal.erase(List.of("gone"));
      erased.complete(true);
      for (Future<?> each : appending) {
        each.get();
      }
      assertThat(journal.read("gone")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverIsInterruptedHasItsRecordWritten(Sync sync, @TempDir Path folder) {
    try (FileJournal journal = FileJournal.open(folder, sync)) {
      journal.append(started("r"));
      Thread.currentThread().interrupt();
      journal.append(result("r", 1, "x"));
      assertThat(Thread.interrupted()).isTrue();
      journal.append(result("r", 2, "x"));
      assertThat(journal.read("r")).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOpenOrMappedAfterClosing(Sync sync, @TempDir Path folder) throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "only Linux says what is open");
    try (FileJournal journal = open(folder, sync, SMALL)) {
      for (int writer = 0; writer < 3; writer++) {
        write(journal, writer);
      }
      assertThat(journal.read(live(1))).hasSize(41);
      assertThat(open(folder)).as("while it is open").isNotEmpty();
    }
    assertThat(open(folder)).isEmpty();
  }

  /** The files in a folder that this process has open or mapped, deleted ones too. */
  private static List<String> open(Path folder) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          open.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
    }
    open.addAll(Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1));
    return open.stream().filter(line -> line.contains(folder.toString())).toList();
  }
}

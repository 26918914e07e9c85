package dev.retinue.journal.file;

import static dev.retinue.journal.file.Records.ended;
import static dev.retinue.journal.file.Records.result;
import static dev.retinue.journal.file.Records.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.health.Health;
import dev.retinue.journal.JournalException;
import dev.retinue.testkit.FaultyStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D5, D6 and D9, what is deleted, and what is erased. */
class FailureTest {
  private static final Settings SMALL =
      new Settings(1024, 4096, Duration.ofSeconds(20), Duration.ofMillis(2));

  @ParameterizedTest
  @EnumSource(names = {"GROUP", "STRICT"})
  void d5AFailedSyncStopsTheJournalAndSaysWhatToDo(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      journal.append(started("r"));
      storage.failSyncs();

      String message =
          "the journal in memory has stopped: a write failed (a sync was made to fail), and what a"
              + " later write would do is unknown. What was acknowledged before is safe. Close the"
              + " runtime, check the disk, and build it again";
      assertThatThrownBy(() -> journal.append(result("r", 1, "x")))
          .isInstanceOf(JournalException.class)
          .hasMessage(message);
      int writes = storage.writes();
      assertThatThrownBy(() -> journal.append(result("r", 2, "x"))).hasMessage(message);
      assertThat(storage.writes()).as("nothing is tried again").isEqualTo(writes);
      assertThat(journal.health()).isEqualTo(Health.down("journal", message));
      assertThat(journal.read("r")).containsExactly(started("r"));
    }
    try (FileJournal journal = FileJournal.open(storage.copy(), sync, SMALL)) {
      assertThat(journal.read("r")).startsWith(started("r"));
      journal.append(started("next"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void d6AFullDiskMakesAppendsWaitAndThenGoOn(Sync sync) throws Exception {
    FaultyStorage storage = FaultyStorage.empty();
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      journal.append(started("r"));
      storage.full(true);
      CompletableFuture<Integer> appending = new CompletableFuture<>();
      Thread.startVirtualThread(() -> {
        for (int i = 0; i < 100; i++) {
          journal.append(result("r", i, "x".repeat(100)));
        }
        journal.append(result("r", 100, "x".repeat(100_000)));
        appending.complete(101);
      });
      while (journal.health().status() == Health.Status.UP) {
        Thread.onSpinWait();
      }
      assertThat(journal.health().reason())
          .startsWith("appends wait for room on the disk: No space");
      assertThat(appending).isNotDone();

      storage.full(false);

      assertThat(appending.get(20, TimeUnit.SECONDS)).isEqualTo(101);
      assertThat(journal.read("r")).hasSize(102);
    }
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      assertThat(journal.read("r")).hasSize(102);
    }
  }

  @Test
  void d6WhoWaitsForRoomCanBeInterruptedOrGivesUp() throws Exception {
    FaultyStorage storage = FaultyStorage.empty();
    Settings impatient = new Settings(1024, 4096, Duration.ofMillis(50), Duration.ofMillis(2));
    try (FileJournal journal = FileJournal.open(storage, Sync.GROUP, impatient)) {
      journal.append(started("r"));
      storage.full(true);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  journal.append(result("r", i, "x".repeat(100)));
                }
              })
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("has no room for a record (No space left for spare-1-")
          .hasMessageContaining("): it waited PT0.05S;")
          .hasMessageContaining("Make room on the disk, it then goes on by itself");
      int there = journal.read("r").size();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> journal.append(result("r", 200, "x".repeat(900))))
          .hasMessageContaining("it waited until it was interrupted;");
      assertThat(Thread.interrupted()).isTrue();

      storage.full(false);
      journal.append(result("r", 300, "x".repeat(900)));
      assertThat(journal.read("r")).hasSize(there + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void d9WhoWasTakenOverIsRefused(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    FileJournal former = FileJournal.open(storage, sync, SMALL);
    former.append(started("r"));
    try (FileJournal next = FileJournal.open(storage, sync, SMALL)) {
      assertThatThrownBy(() -> former.append(result("r", 1, "x")))
          .isInstanceOf(JournalException.class)
          .hasMessage(
              "the journal in memory was taken over: this runtime opened it as epoch 1, another one"
                  + " as epoch 2; nothing more is written here. Close this runtime");
      next.append(result("r", 1, "y"));
      assertThat(next.read("r")).containsExactly(started("r"), result("r", 1, "y"));
    }
  }

  @Test
  void aFolderHasOneJournal(@TempDir Path folder) {
    try (FileJournal journal = FileJournal.open(folder, Sync.GROUP)) {
      assertThat(journal.durable()).isTrue();
      assertThatThrownBy(() -> FileJournal.open(folder, Sync.GROUP))
          .isInstanceOf(JournalException.class)
          .hasMessage(
              "the journal in "
                  + folder
                  + " is in use by another runtime, of this process or of another one; close it, or"
                  + " give another home");
    }
    FileJournal.open(folder, Sync.GROUP).close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReleasedTakesNoRoom(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      journal.append(started("long"));
      for (int i = 0; i < 400; i++) {
        String run = "run-" + i;
        journal.append(started(run));
        journal.append(result(run, 1, "x".repeat(i % 100 == 0 ? 70_000 : 100)));
        if (i % 50 == 0) {
          journal.append(result("long", i, "kept"));
        }
        journal.append(ended(run));
        journal.release(run);
      }
      journal.erase(List.of());
      assertThat(journal.read("long")).hasSize(9);
    }
    assertThat(storage.names().stream().mapToInt(name -> storage.content(name).length).sum())
        .isLessThan(20_000);
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      assertThat(journal.read("long")).hasSize(9);
      assertThat(journal.runs()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCouldNotBeErasedIsErasedWhenAskedAgain(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      journal.append(started("run-0"));
      journal.append(started("run-1"));
      journal.append(result("run-1", 1, "secret of run-1."));
      storage.full(true);
      assertThatThrownBy(() -> journal.erase(List.of("run-1")))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("could not be erased from the journal in memory")
          .hasMessageEndingWith("; put that right, then erase again");
      storage.full(false);

      journal.erase(List.of());

      assertThat(textIn(storage)).doesNotContain("run-1").contains("run-0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsErasedIsInNoFile(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      for (int i = 0; i < 40; i++) {
        String run = "run-" + i % 4;
        journal.append(i < 4 ? started(run) : result(run, i, "secret of " + run + "."));
      }
      journal.append(result("run-1", 99, "secret of run-1.".repeat(10_000)));
      journal.append(ended("run-2"));
      journal.release("run-2");

      journal.erase(List.of("run-1", "run-2"));

      assertThat(textIn(storage)).doesNotContain("run-1").doesNotContain("run-2");
      assertThat(textIn(storage)).contains("secret of run-0");
      assertThat(journal.read("run-1")).isEmpty();
      assertThat(journal.read("run-3")).hasSize(10);
      journal.append(result("run-3", 100, "more"));
    }
    assertThat(textIn(storage)).doesNotContain("run-1").doesNotContain("run-2");
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      assertThat(journal.runs())
          .extracting(run -> run.start().run())
          .containsExactly("run-0", "run-3");
      assertThat(journal.read("run-3")).hasSize(11);
    }
    assertThat(FileJournal.repair(storage, Set.of()).sound()).isTrue();
  }

  /** Whatever the crash: either the erasure had not begun, or it is whole after the opening. */
  @ParameterizedTest
  @EnumSource
  void anErasureThatACrashStoppedIsFinishedByTheNextOpening(Sync sync) {
    FaultyStorage storage = FaultyStorage.empty();
    int from;
    try (FileJournal journal = FileJournal.open(storage, sync, SMALL)) {
      for (String run : List.of("run-0", "run-1")) {
        journal.append(started(run));
        for (int i = 0; i < 4; i++) {
          journal.append(result(run, i, "secret of " + run + "." + "x".repeat(200)));
        }
        journal.append(result(run, 99, ("secret of " + run + ".").repeat(10_000)));
      }
      from = storage.changes();
      journal.erase(List.of("run-1"));
    }
    int[] begun = {0};
    int[] torn = {0};
    for (int changes = from; changes <= storage.changes(); changes++) {
      storage.crashes(
          changes,
          crash -> {
            boolean taken = !crash.what().contains("torn") || torn[0]++ % 97 == 0;
            if (!taken || (sync == Sync.PROCESS && crash.powerLost())) {
              return;
            }
            try (FileJournal journal = FileJournal.open(crash.storage(), sync, SMALL)) {
              if (journal.read("run-1").isEmpty()) {
                begun[0]++;
                assertThat(textIn(crash.storage()))
                    .as(crash.what())
                    .doesNotContain("run-1")
                    .contains("secret of run-0");
              } else {
                assertThat(journal.read("run-1")).as(crash.what()).hasSize(6);
              }
              assertThat(journal.read("run-0")).as(crash.what()).hasSize(6);
            }
          });
    }
    assertThat(begun[0]).isGreaterThan(20);
  }

  private static String textIn(FaultyStorage storage) {
    StringBuilder text = new StringBuilder();
    for (String name : storage.names()) {
      text.append(new String(storage.content(name), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}

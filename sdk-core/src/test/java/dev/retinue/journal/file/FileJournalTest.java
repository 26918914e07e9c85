package dev.retinue.journal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Payload;
import dev.retinue.testkit.JournalContract;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileJournalTest {
  private static JournalRecord started(String run) {
    return new JournalRecord.RunStarted(
        new RunScope(run, "agent", "session", new Principal("ada"), ""),
        "hash",
        Payload.recorded("{}"),
        Instant.EPOCH);
  }

  private static JournalRecord result(String run, int step, String result) {
    return new JournalRecord.Result(
        run, Address.of(step, 0), "CallTool", null, Payload.recorded(result), Instant.EPOCH);
  }

  private static JournalRecord ended(String run) {
    return new JournalRecord.RunEnded(run, Payload.recorded("{}"), Instant.EPOCH);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAppendedIsThereAfterReopening(Sync sync, @TempDir Path folder) {
    String large = "x".repeat(200_000);
    JournalPosition last;
    try (FileJournal journal = FileJournal.open(folder, sync)) {
      journal.append(started("a"));
      journal.append(started("b"));
      journal.append(result("a", 1, large));
      last = journal.append(ended("b"));
      journal.release("b");
    }
    for (int i = 0; i < 6; i++) {
      try (FileJournal journal = FileJournal.open(folder, sync)) {
        assertThat(journal.runs())
            .containsExactly(new JournaledRun((JournalRecord.RunStarted) started("a"), false));
        assertThat(journal.end().covers(last)).isTrue();
        assertThat(journal.read("a")).hasSize(2 + i).contains(result("a", 1, large));
        JournalPosition next = journal.append(result("a", 2 + i, "more"));
        assertThat(next.covers(last)).isTrue();
        last = next;
      }
    }
  }

  abstract static class Contract extends JournalContract {
    @TempDir Path folder;
    private int opened;

    abstract Sync sync();

    @Override
    protected Journal open() {
      return FileJournal.open(folder.resolve("journal-" + opened++), sync());
    }
  }

  @Nested
  class InProcessMode extends Contract {
    @Override
    Sync sync() {
      return Sync.PROCESS;
    }
  }

  @Nested
  class InGroupMode extends Contract {
    @Override
    Sync sync() {
      return Sync.GROUP;
    }
  }

  @Nested
  class InStrictMode extends Contract {
    @Override
    Sync sync() {
      return Sync.STRICT;
    }
  }
}

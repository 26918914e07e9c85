package dev.retinue.journal.file;

import static dev.retinue.journal.file.Records.ended;
import static dev.retinue.journal.file.Records.result;
import static dev.retinue.journal.file.Records.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.testkit.FaultyStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** D3: what is damaged refuses the runs that it touches, and nobody is given a wrong record. */
class DamageTest {
  private static final Settings SMALL =
      new Settings(512, 512, Duration.ofSeconds(10), Duration.ofMinutes(1));

  private final Map<String, List<JournalRecord>> written = new LinkedHashMap<>();

  /** Several segments; not closed, so that the last is not sealed. */
  private FaultyStorage journal(boolean closed) {
    FaultyStorage storage = FaultyStorage.empty();
    FaultyStorage left;
    try (FileJournal journal = FileJournal.open(storage, Sync.GROUP, SMALL)) {
      for (int i = 0; i < 3; i++) {
        append(journal, started("r" + i));
        append(journal, result("r" + i, 1, "first"));
      }
      append(journal, result("r0", 2, "second"));
      append(journal, ended("r1"));
      append(journal, result("r2", 2, "second"));
      append(journal, result("r0", 3, "third"));
      left = storage.copy();
    }
    return closed ? storage.copy() : left;
  }

  private void append(FileJournal journal, JournalRecord record) {
    journal.append(record);
    written.computeIfAbsent(record.run(), run -> new ArrayList<>()).add(record);
  }

  private enum Found {
    INTACT,
    CUT,
    REFUSED
  }

  /** Every run is whole, refused, or, only where the log itself ends, shorter. */
  private List<Found> look(FaultyStorage storage, String what) {
    List<Found> found = new ArrayList<>();
    try (FileJournal journal = FileJournal.open(storage, Sync.GROUP, SMALL)) {
      written.forEach((run, records) -> {
        try {
          List<JournalRecord> read = journal.read(run);
          assertThat(read).as("%s: %s", what, run).isEqualTo(records.subList(0, read.size()));
          found.add(read.size() == records.size() ? Found.INTACT : Found.CUT);
        } catch (JournalException e) {
          assertThat(e).hasMessageContaining("The other runs go on").hasMessageContaining(run);
          found.add(Found.REFUSED);
        }
      });
      journal.scan(
          JournalPosition.NONE,
          (position, record) -> assertThat(written.get(record.run())).as(what).contains(record));
      journal.append(started("new"));
      assertThat(journal.read("new")).as(what).containsExactly(started("new"));
    }
    return found;
  }

  @Test
  void anyByteOfAClosedJournalMayBeWrongAndNoRecordIs() {
    FaultyStorage whole = journal(true);
    int refused = 0;
    for (String name : whole.names()) {
      for (int at = 0; at < whole.content(name).length; at++) {
        if (whole.content(name)[at] == 0 && at % 64 >= 8) {
          continue; // of the many zeros some
        }
        FaultyStorage storage = whole.copy();
        storage.flip(name, at);
        List<Found> found = look(storage, name + " at " + at);
        assertThat(found).as("%s at %d", name, at).doesNotContain(Found.CUT);
        assertThat(found.stream().filter(Found.REFUSED::equals).count())
            .as("%s at %d: runs refused", name, at)
            .isLessThanOrEqualTo(1);
        refused += found.contains(Found.REFUSED) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void anyByteOfAJournalThatWasNotClosedMayBeWrongAndNoRecordIs() {
    FaultyStorage whole = journal(false);
    for (String name : whole.names()) {
      for (int at = 0; at < whole.content(name).length; at++) {
        if (whole.content(name)[at] == 0 && at % 64 >= 8) {
          continue; // of the many zeros some
        }
        FaultyStorage storage = whole.copy();
        storage.flip(name, at);
        List<Found> found = look(storage, name + " at " + at);
        if (found.contains(Found.CUT)) {
          // Only the very last record can be taken for the torn tail of a write.
          assertThat(found)
              .as("%s at %d", name, at)
              .containsExactly(Found.CUT, Found.INTACT, Found.INTACT);
        }
      }
    }
  }

  @Test
  void aTailMayEndAtAnyByte() {
    FaultyStorage whole = journal(false);
    String last =
        whole.names().stream()
            .filter(name -> name.startsWith(Segment.PREFIX))
            .max(String::compareTo)
            .orElseThrow();
    for (int size = whole.content(last).length; size >= 0; size--) {
      FaultyStorage storage = whole.copy();
      storage.cut(last, size);
      assertThat(look(storage, last + " cut at " + size)).hasSize(3);
    }
  }

  @Test
  void aNewerFormatIsRefused() {
    FaultyStorage storage = journal(true);
    String segment =
        storage.names().stream()
            .filter(name -> name.startsWith(Segment.PREFIX))
            .findFirst()
            .orElseThrow();
    byte[] header = storage.content(segment);
    Frame.putInt(header, 8, SegmentHeader.VERSION + 1);
    Frame.putInt(header, 12, Frame.crc(header, 0, 12));
    storage.put(segment, header);

    assertThatThrownBy(() -> FileJournal.open(storage, Sync.GROUP, SMALL))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            segment
                + " was written by a newer version of this library: format 2, this one reads up to"
                + " 1; use the newer version, or another home");
  }

  @Test
  void aRepairGivesUpWhatIsTouchedKeepsItAsideAndLeavesASoundJournal() {
    FaultyStorage storage = journal(true);
    String segment =
        storage.names().stream()
            .filter(name -> name.startsWith(Segment.PREFIX))
            .min(String::compareTo)
            .orElseThrow();
    byte[] damaged = storage.content(segment);
    storage.flip(segment, SegmentHeader.SIZE + 40);

    JournalReport found = FileJournal.verify(storage);
    assertThat(found.sound()).isFalse();
    assertThat(found.refused()).containsOnlyKeys("r0");
    assertThat(found.toString()).contains("run r0 is lost by a repair: its record at byte 128");

    JournalReport repaired = FileJournal.repair(storage, Set.of());
    assertThat(repaired.refused()).containsOnlyKeys("r0");
    assertThat(repaired.aside()).hasSize(1);
    assertThat(storage.content(repaired.aside().getFirst())).hasSize(damaged.length);

    JournalReport after = FileJournal.verify(storage);
    assertThat(after.sound()).as(after.toString()).isTrue();
    assertThat(after.runs()).isEqualTo(2);
    try (FileJournal journal = FileJournal.open(storage, Sync.GROUP, SMALL)) {
      assertThat(journal.read("r0")).isEmpty();
      assertThat(journal.read("r1")).isEqualTo(written.get("r1"));
      assertThat(journal.read("r2")).isEqualTo(written.get("r2"));
    }
  }

  @Test
  void aRepairOfASegmentWithoutIndexMayKeepARunThatIsOnlySuspected() {
    FaultyStorage storage = journal(false);
    FaultyStorage other = storage.copy();
    byte[] bytes = other.content(Segment.name(1));
    int at = SegmentHeader.SIZE;
    other.flip(Segment.name(1), at + 40);
    for (int i = bytes.length - 60; i < bytes.length; i++) {
      other.flip(Segment.name(1), i); // nor an index
    }

    JournalReport report = FileJournal.verify(other);

    assertThat(report.refused().get("r0"))
        .isEqualTo("its records 0 to 0 are missing from the journal");
    FileJournal.repair(other, report.refused().keySet());
    assertThat(FileJournal.verify(other).sound()).isTrue();
  }
}

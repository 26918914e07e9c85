package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} promises. An implementation's test extends this. */
public abstract class JournalContract {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");
  private static final Permitted PERMITTED =
      new Permitted(Payload.recorded("{\"is\":\"CallTool\"}"), "rule");

  /** A new, empty journal. */
  protected abstract Journal open();

  private static JournalRecord started(String run) {
    return new JournalRecord.RunStarted(
        new RunScope(run, "agent", "session", new Principal("ada"), "tenant"),
        "hash",
        Payload.recorded("{\"input\":\"Grüße\\n𝄞\"}"),
        AT);
  }

  private static JournalRecord result(String run, int step) {
    return new JournalRecord.Result(
        run, Address.of(step, 0), "CallTool", null, Payload.recorded("{\"n\":" + step + "}"), AT);
  }

  private static JournalRecord waiting(Address address, Wait need) {
    return new JournalRecord.Waiting(
        "r", address, "CallTool", Payload.recorded("{\"n\":1}"), need, AT);
  }

  private static Map<JournalPosition, JournalRecord> scan(Journal journal, JournalPosition after) {
    Map<JournalPosition, JournalRecord> records = new LinkedHashMap<>();
    journal.scan(after, records::put);
    return records;
  }

  @Test
  void everyKindOfRecordIsReadAsItWasWritten() {
    Address address = new Address("3.1/0.0");
    List<JournalRecord> records =
        List.of(
            started("r"),
            new JournalRecord.Intent("r", address, "CallTool", PERMITTED, AT),
            waiting(address, new Wait.Approval("rule", "May I?")),
            waiting(address, new Wait.Until(Instant.parse("2026-01-01T00:00:00Z"))),
            waiting(address, new Wait.Answer("Name?")),
            waiting(address, new Wait.Mail()),
            waiting(address, new Wait.Doubt("key")),
            waiting(address, new Wait.Delegated("child")),
            new JournalRecord.Learned(
                "r", address, "agent/models", Payload.recorded("{\"explored\":false}"), AT),
            new JournalRecord.Settled(
                "r", address, "person", JournalRecord.Settled.Verdict.TELL, AT),
            new JournalRecord.Decided("r", address, "person", null, AT),
            new JournalRecord.Decided("r", address, "person", "too expensive", AT),
            new JournalRecord.Left("r", address, AT),
            new JournalRecord.Failure(
                "r", address, "CallModel", PERMITTED, "TIMEOUT", "no answer", AT),
            new JournalRecord.Failure("r", address, "CallModel", null, "TIMEOUT", "no answer", AT),
            new JournalRecord.Result(
                "r", address, "CallTool", PERMITTED, Payload.recorded("x".repeat(100_000)), AT),
            new JournalRecord.RunEnded("r", Payload.recorded("{}"), AT));
    try (Journal journal = open()) {
      records.forEach(journal::append);

      assertThat(journal.read("r")).isEqualTo(records);
      assertThat(journal.runs())
          .containsExactly(new JournaledRun((JournalRecord.RunStarted) started("r"), true));
      assertThat(scan(journal, JournalPosition.NONE).values()).containsExactlyElementsOf(records);
    }
  }

  @Test
  void positionsOfOneJournalRise() {
    try (Journal journal = open()) {
      JournalPosition first = journal.append(started("a"));
      JournalPosition second = journal.append(started("b"));

      assertThat(second.covers(first)).isTrue();
      assertThat(first.covers(second)).isFalse();
      assertThat(first.covers(first)).isTrue();
      assertThat(first.offset()).isPositive();
      assertThat(journal.end()).isEqualTo(second);
      assertThat(JournalPosition.NONE.covers(first)).isFalse();
      assertThat(JournalPosition.parse(second.toString())).isEqualTo(second);
    }
  }

  @Test
  void positionsOfAnotherJournalCoverNothing() {
    try (Journal one = open();
        Journal other = open()) {
      JournalPosition here = one.append(started("a"));
      JournalPosition there = other.append(started("a"));

      assertThat(here.covers(there)).isFalse();
      assertThat(there.covers(here)).isFalse();
    }
  }

  @Test
  void aRunIsReadWithoutTheOthers() {
    try (Journal journal = open()) {
      journal.append(started("a"));
      journal.append(started("b"));
      journal.append(result("a", 1));

      assertThat(journal.read("a")).containsExactly(started("a"), result("a", 1));
      assertThat(journal.read("unknown")).isEmpty();
      assertThat(journal.runs()).extracting(run -> run.start().run()).containsExactly("a", "b");
      assertThat(journal.runs()).noneMatch(JournaledRun::ended);
    }
  }

  @Test
  void aScanBeginsAfterThePosition() {
    try (Journal journal = open()) {
      journal.append(started("a"));
      JournalPosition committed = journal.append(started("b"));
      JournalPosition later = journal.append(result("a", 1));

      assertThat(scan(journal, committed)).containsExactly(Map.entry(later, result("a", 1)));
      assertThat(scan(journal, later)).isEmpty();
      assertThat(scan(journal, new JournalPosition("another journal", 1_000))).hasSize(3);
    }
  }

  @Test
  void aScanMayAppend() {
    try (Journal journal = open()) {
      journal.append(started("a"));

      journal.scan(
          JournalPosition.NONE,
          (position, record) -> {
            if (record instanceof JournalRecord.RunStarted) {
              journal.append(result("a", 1));
            }
          });

      assertThat(journal.read("a")).containsExactly(started("a"), result("a", 1));
    }
  }

  @Test
  void whatIsReleasedIsGoneAndTheRestStays() {
    try (Journal journal = open()) {
      journal.append(started("a"));
      journal.append(started("b"));
      JournalPosition before =
          journal.append(new JournalRecord.RunEnded("a", Payload.recorded("{}"), AT));

      journal.release("a");
      journal.release("a");

      assertThat(journal.read("a")).isEmpty();
      assertThat(journal.runs()).extracting(run -> run.start().run()).containsExactly("b");
      assertThat(scan(journal, JournalPosition.NONE).values()).containsExactly(started("b"));
      assertThat(journal.append(started("c")).covers(before))
          .as("positions never come twice")
          .isTrue();
    }
  }

  @Test
  void recordsOfManyRunsAtOnceAllArriveEachRunsInOrder() throws Exception {
    try (Journal journal = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<JournalPosition>>> appending = new ArrayList<>();
      for (int run = 0; run < 20; run++) {
        String id = "run-" + run;
        appending.add(
            threads.submit(() -> {
              List<JournalPosition> positions = new ArrayList<>();
              for (int step = 0; step < 25; step++) {
                positions.add(journal.append(result(id, step)));
              }
              return positions;
            }));
      }
      List<JournalPosition> all = new ArrayList<>();
      for (Future<List<JournalPosition>> each : appending) {
        assertThat(each.get()).isSortedAccordingTo((a, b) -> Long.compare(a.offset(), b.offset()));
        all.addAll(each.get());
      }

      assertThat(all).hasSize(500).doesNotHaveDuplicates();
      for (int run = 0; run < 20; run++) {
        String id = "run-" + run;
        assertThat(journal.read(id))
            .isEqualTo(
                java.util.stream.IntStream.range(0, 25)
                    .mapToObj(step -> result(id, step))
                    .toList());
      }
      assertThat(new ArrayList<>(scan(journal, JournalPosition.NONE).keySet()))
          .isSortedAccordingTo((a, b) -> Long.compare(a.offset(), b.offset()));
    }
  }
}

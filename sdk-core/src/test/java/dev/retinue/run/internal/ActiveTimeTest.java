package dev.retinue.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ActiveTimeTest {
  /** Lets some time pass, however little. */
  private static void pass() {
    long since = System.nanoTime();
    while (System.nanoTime() == since) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itCountsFromBeginToEnd() {
    ActiveTime time = new ActiveTime(Duration.ofHours(1));
    pass();
    assertThat(time.nanos()).isZero();

    time.begin();
    pass();
    long during = time.nanos();
    assertThat(during).isPositive();
    time.end();

    long after = time.nanos();
    pass();
    assertThat(time.nanos()).isEqualTo(after).isGreaterThanOrEqualTo(during);
    assertThat(time.ownNanos()).isPositive();
  }

  @Test
  void whatADelegatedRunTakesCountsForTheOtherWhileItRests() {
    ActiveTime parent = new ActiveTime(Duration.ofHours(1));
    ActiveTime child = new ActiveTime(Duration.ofHours(1));
    parent.begin();
    child.joins(parent);
    parent.end();
    long before = parent.nanos();
    long own = parent.ownNanos();
    pass();
    assertThat(parent.nanos()).isEqualTo(before);

    child.begin();
    pass();
    child.end();

    assertThat(parent.nanos()).isGreaterThan(before);
    assertThat(parent.ownNanos()).isEqualTo(own);
    long after = parent.nanos();
    pass();
    assertThat(parent.nanos()).isEqualTo(after);
  }

  @Test
  void whoJoinsWhileActiveIsCountedFromThenOn() {
    ActiveTime parent = new ActiveTime(Duration.ofHours(1));
    ActiveTime child = new ActiveTime(Duration.ofHours(1));
    child.begin();
    child.joins(parent);
    pass();
    assertThat(parent.nanos()).isPositive();
    child.end();
    long after = parent.nanos();
    pass();

    assertThat(parent.nanos()).isEqualTo(after);
  }

  /** Read from the records of a run. */
  @Nested
  class Records {
    private static final Address HERE = Address.of(0, 0);
    private final List<JournalRecord> records = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");

    Records() {
      RunScope scope = new RunScope("r", "a", "s", Principal.SHARED, "");
      records.add(new JournalRecord.RunStarted(scope, "", Payload.recorded("{}"), now));
    }

    private Instant after(String duration) {
      now = now.plus(Duration.parse(duration));
      return now;
    }

    private void result(String after) {
      records.add(
          new JournalRecord.Result(
              "r", HERE, "ReadClock", null, Payload.recorded("1"), after(after)));
    }

    private void waits(String after) {
      records.add(
          new JournalRecord.Waiting(
              "r", HERE, "AskHuman", Payload.recorded("{}"), new Wait.Answer("?"), after(after)));
    }

    @Test
    void betweenRecordsItWasActive() {
      result("PT1M");
      result("PT2M");

      assertThat(RecordedTime.of(records, run -> List.of())).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void waitingDoesNotCount() {
      result("PT1M");
      waits("PT1M");
      result("P3D");
      result("PT1M");

      assertThat(RecordedTime.of(records, run -> List.of())).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void theTimeUntilAnotherProcessGoesOnDoesNotCount() {
      result("PT5M");
      records.add(new JournalRecord.Resumed("r", Duration.ofMinutes(5), after("P2D")));
      result("PT1M");

      assertThat(RecordedTime.of(records, run -> List.of())).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
      result("PT5M");
      result("PT-1H");

      assertThat(RecordedTime.of(records, run -> List.of())).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatADelegatedRunDidWhileThisOneWaitedCountsOnce() {
      records.add(
          new JournalRecord.Intent(
              "r", HERE, "Delegate", new Permitted(Payload.recorded("{}"), ""), after("PT1M")));
      List<JournalRecord> child = new ArrayList<>();
      String id = Archiver.childId("r", HERE);
      RunScope scope = new RunScope(id, "b", "s", Principal.SHARED, "");
      child.add(new JournalRecord.RunStarted(scope, "", Payload.recorded("{}"), now));
      records.add(
          new JournalRecord.Waiting(
              "r",
              HERE,
              "Delegate",
              Payload.recorded("{}"),
              new Wait.Delegated(id),
              after("PT1M")));
      child.add(
          new JournalRecord.Result(
              id, HERE, "ReadClock", null, Payload.recorded("1"), after("PT5M")));

      assertThat(RecordedTime.of(records, run -> run.equals(id) ? child : List.of()))
          .isEqualTo(Duration.ofMinutes(7));
      assertThat(RecordedTime.of(child, run -> List.of())).isEqualTo(Duration.ofMinutes(6));

      records.add(new JournalRecord.Resumed("r", Duration.ofMinutes(7), after("P1D")));
      child.add(new JournalRecord.Resumed(id, Duration.ofMinutes(6), now));
      child.add(
          new JournalRecord.Result(
              id, HERE, "ReadClock", null, Payload.recorded("1"), after("PT2M")));
      assertThat(RecordedTime.of(records, run -> run.equals(id) ? child : List.of()))
          .isEqualTo(Duration.ofMinutes(9));
    }
  }
}

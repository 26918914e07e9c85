package dev.retinue.journal.file;

import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import java.time.Instant;

/** Small records, as the tests of the journal write them. */
final class Records {
  private Records() {}

  static JournalRecord started(String run) {
    return new JournalRecord.RunStarted(
        new RunScope(run, "a", "s", new Principal("p"), ""),
        "h",
        Payload.recorded("{}"),
        Instant.EPOCH);
  }

  static JournalRecord result(String run, int step, String result) {
    return new JournalRecord.Result(
        run, Address.of(step, 0), "CallTool", null, Payload.recorded(result), Instant.EPOCH);
  }

  static JournalRecord ended(String run) {
    return new JournalRecord.RunEnded(run, Payload.recorded("{}"), Instant.EPOCH);
  }
}

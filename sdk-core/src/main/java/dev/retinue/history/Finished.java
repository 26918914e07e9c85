package dev.retinue.history;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.run.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A finished run as it is kept.
 *
 * @param records all of the run, from its start to its end
 * @param definition the one it started with, or null where it was not known any more
 */
public record Finished(List<JournalRecord> records, @Nullable AgentDefinition definition) {
  public Finished {
    records = List.copyOf(records);
    if (records.isEmpty()
        || !(records.getFirst() instanceof JournalRecord.RunStarted)
        || !(records.getLast() instanceof JournalRecord.RunEnded)) {
      throw new IllegalArgumentException(
          "a finished run has a start and an end, got " + records.size() + " records without");
    }
  }

  JournalRecord.RunStarted start() {
    return (JournalRecord.RunStarted) records.getFirst();
  }

  JournalRecord.RunEnded end() {
    return (JournalRecord.RunEnded) records.getLast();
  }

  RunSummary summary() {
    return summary(start(), end());
  }

  /** What a list says of a run with this start and this end. */
  public static RunSummary summary(JournalRecord.RunStarted start, JournalRecord.RunEnded end) {
    return new RunSummary(
        start.run(),
        start.request().as(RunHistory.Asked.class).input(),
        start.at(),
        end.at(),
        Optional.of(end.outcome().as(Outcome.class)));
  }
}

package dev.retinue.journal;

import dev.retinue.health.Health;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The log of everything in flight, one for a runtime. Thread-safe. An implementation is held to
 * {@code dev.retinue.testkit.JournalContract}.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends a record and returns its position. When it returns the record is as safe as the journal
   * makes it; records of one run are in the order of their calls.
   *
   * @throws JournalException if the record was not written; nothing may be performed on its
   *     strength
   */
  JournalPosition append(JournalRecord record);

  /**
   * The records of a run that was not released, in order; none of an unknown one.
   *
   * @throws JournalException if records of this run are damaged
   */
  List<JournalRecord> read(String run);

  /** The runs that were not released, in the order of their starts. */
  List<JournaledRun> runs();

  /**
   * Hands over all records after a position, in order; with a position of another journal, all that
   * there are.
   */
  void scan(JournalPosition after, BiConsumer<JournalPosition, JournalRecord> reader);

  /** The position of the last record that was appended; {@code id@0} before the first. */
  JournalPosition end();

  /**
   * Says that a run ended and every view contains it: its records may be dropped.
   *
   * @param run a run whose last record is {@link JournalRecord.RunEnded}
   */
  void release(String run);

  /**
   * Forgets runs, whether they ended or not: when it returns, nothing that this journal keeps
   * contains any of what was recorded of them.
   */
  default void erase(Collection<String> runs) {
    runs.forEach(this::release);
  }

  /**
   * Whether records survive the process. If not, views are committed before a run is said to have
   * ended.
   */
  default boolean durable() {
    return true;
  }

  /** Whether records can be written, as the component {@code journal}. */
  default Health health() {
    return Health.up("journal", durable() ? "" : "on the heap");
  }

  @Override
  default void close() {}
}

package dev.retinue.testkit;

import dev.retinue.health.Health;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A journal over another, for a test that changes what one of its methods does. Closing it leaves
 * the journal underneath open: it is the next runtime's. As thread-safe as the journal underneath.
 */
public abstract class ForwardingJournal implements Journal {
  private final Journal underneath;

  protected ForwardingJournal(Journal underneath) {
    this.underneath = underneath;
  }

  @Override
  public JournalPosition append(JournalRecord record) {
    return underneath.append(record);
  }

  @Override
  public List<JournalRecord> read(String run) {
    return underneath.read(run);
  }

  @Override
  public List<JournaledRun> runs() {
    return underneath.runs();
  }

  @Override
  public void scan(JournalPosition after, BiConsumer<JournalPosition, JournalRecord> reader) {
    underneath.scan(after, reader);
  }

  @Override
  public JournalPosition end() {
    return underneath.end();
  }

  @Override
  public void release(String run) {
    underneath.release(run);
  }

  @Override
  public void erase(Collection<String> runs) {
    underneath.erase(runs);
  }

  @Override
  public boolean durable() {
    return underneath.durable();
  }

  @Override
  public Health health() {
    return underneath.health();
  }

  @Override
  public void close() {}
}

package dev.retinue.run;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.testkit.HeapMemory;
import java.util.List;

/**
 * A memory that loses what was not committed when it is opened again, as one on disk does when its
 * process dies. What an opening before the last one still writes is lost.
 */
final class CommittedMemory implements MemoryProvider {
  private List<MemoryRecord> committed = List.of();
  private JournalPosition position = JournalPosition.NONE;
  private int openings;

  @Override
  public String name() {
    return "committed";
  }

  @Override
  public synchronized Memory open(AgentDefinition agent, StoreLocation location) {
    return new View(++openings);
  }

  /** What is on disk. */
  synchronized List<MemoryRecord> onDisk() {
    return committed;
  }

  private synchronized void toDisk(int opening, List<MemoryRecord> records, JournalPosition at) {
    if (opening == openings) {
      committed = records;
      position = at;
    }
  }

  private final class View extends HeapMemory {
    private final int opening;

    View(int opening) {
      super(committed, position);
      this.opening = opening;
    }

    @Override
    public void commit(JournalPosition at) {
      super.commit(at);
      toDisk(opening, records(), at);
    }

    /** Its calls are made on worker threads, as those of a memory on disk. */
    @Override
    public boolean blocks() {
      return true;
    }
  }
}

package dev.retinue.run;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A memory that loses what was not committed when it is opened again, as one on disk does when its
 * process dies. What an opening before the last one still writes is lost.
 */
final class CommittedMemory implements MemoryProvider {
  private Map<String, Turn> committed = Map.of();
  private JournalPosition position = JournalPosition.NONE;
  private int openings;

  @Override
  public String name() {
    return "committed";
  }

  @Override
  public synchronized Memory open(AgentDefinition agent, StoreLocation location) {
    return new View(++openings, committed);
  }

  /** What is on disk. */
  synchronized List<Turn> onDisk() {
    return List.copyOf(committed.values());
  }

  private final class View implements Memory {
    private final int opening;
    private final Map<String, Turn> turns;

    View(int opening, Map<String, Turn> turns) {
      this.opening = opening;
      this.turns = new LinkedHashMap<>(turns);
    }

    @Override
    public void keep(Turn turn) {
      synchronized (CommittedMemory.this) {
        turns.put(turn.id(), turn);
      }
    }

    @Override
    public Recollections recall(RecallQuery query, Principal principal) {
      synchronized (CommittedMemory.this) {
        return new Recollections(
            turns.values().stream()
                .filter(turn -> turn.context().session().equals(query.session()))
                .toList(),
            List.of());
      }
    }

    @Override
    public JournalPosition committed() {
      synchronized (CommittedMemory.this) {
        return position;
      }
    }

    @Override
    public void commit(JournalPosition at) {
      synchronized (CommittedMemory.this) {
        if (opening == openings) {
          committed = new LinkedHashMap<>(turns);
          position = at;
        }
      }
    }

    @Override
    public void close() {}
  }
}

package dev.retinue.memory;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory of a runtime without sdk-memory: a session's last turns on the heap, so that a
 * conversation is one. Nothing is searched and nothing outlives the runtime.
 */
public final class ConversationMemory implements MemoryProvider {
  private static final int MOST_SESSIONS = 1_000;
  private static final int MOST_TURNS = 20;

  @Override
  public String name() {
    return "conversation";
  }

  @Override
  public Memory open(AgentDefinition agent, StoreLocation location) {
    return new OfAgent();
  }

  private static final class OfAgent implements Memory {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<Turn>> sessions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, List<Turn>> eldest) {
            return size() > MOST_SESSIONS;
          }
        };
    private JournalPosition committed = JournalPosition.NONE;

    @Override
    public void keep(MemoryRecord record) {
      if (!(record instanceof Turn turn)) {
        throw new MemoryException(
            record.id(),
            "this runtime's memory keeps conversations alone, and no "
                + record.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                + ": add dev.retinue:sdk-memory");
      }
      lock.lock();
      try {
        List<Turn> turns =
            sessions.computeIfAbsent(turn.context().session(), session -> new ArrayList<>());
        if (turns.stream().noneMatch(kept -> kept.id().equals(turn.id()))) {
          turns.add(turn);
        }
        if (turns.size() > MOST_TURNS) {
          turns.removeFirst();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Recollections recall(RecallQuery query, Principal principal) {
      lock.lock();
      try {
        List<Turn> turns =
            sessions.getOrDefault(query.session(), List.of()).stream()
                .filter(turn -> isFor(turn.context().principal(), principal))
                .toList();
        int from = Math.max(0, turns.size() - query.recentTurns());
        return new Recollections(turns.subList(from, turns.size()), List.of(), 0);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<MemoryRecord> list(
        MemorySelection selection, Principal principal, String after, int limit) {
      lock.lock();
      try {
        return sessions.values().stream()
            .flatMap(List::stream)
            .filter(turn -> isFor(turn.context().principal(), principal))
            .filter(turn -> selection.selects(turn, turn.kind()) && turn.id().compareTo(after) > 0)
            .sorted(Comparator.comparing(Turn::id))
            .limit(limit)
            .map(MemoryRecord.class::cast)
            .toList();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int forget(MemorySelection selection, Principal principal) {
      lock.lock();
      try {
        int before = sessions.values().stream().mapToInt(List::size).sum();
        sessions
            .values()
            .forEach(turns ->
                turns.removeIf(turn ->
                    turn.context().principal().equals(principal)
                        && selection.selects(turn, turn.kind())));
        return before - sessions.values().stream().mapToInt(List::size).sum();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean blocks() {
      return false;
    }

    private static boolean isFor(Principal owner, Principal principal) {
      return owner.equals(principal) || owner.equals(Principal.SHARED);
    }

    @Override
    public JournalPosition committed() {
      lock.lock();
      try {
        return committed;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void commit(JournalPosition position) {
      lock.lock();
      try {
        committed = position;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}

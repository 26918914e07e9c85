package dev.retinue.injection;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Recalls all that a principal may be reminded of, whatever is asked. */
final class EverythingMemory implements MemoryProvider {
  @Override
  public String name() {
    return "everything";
  }

  @Override
  public Memory open(AgentDefinition agent, StoreLocation location) {
    List<Turn> turns = new CopyOnWriteArrayList<>();
    return new Memory() {
      @Override
      public void keep(Turn turn) {
        if (turns.stream().noneMatch(kept -> kept.id().equals(turn.id()))) {
          turns.add(turn);
        }
      }

      @Override
      public Recollections recall(RecallQuery query, Principal principal) {
        List<Turn> visible =
            turns.stream()
                .filter(turn ->
                    turn.context().principal().equals(principal)
                        || turn.context().principal().equals(Principal.SHARED))
                .toList();
        return new Recollections(
            visible.stream().filter(turn -> isOf(turn, query.session())).toList(),
            visible.stream()
                .filter(turn -> !isOf(turn, query.session()))
                .map(turn -> new Recollections.Recollection(turn, 1))
                .toList());
      }

      @Override
      public JournalPosition committed() {
        return JournalPosition.NONE;
      }

      @Override
      public void commit(JournalPosition position) {}

      @Override
      public void close() {}
    };
  }

  private static boolean isOf(Turn turn, String session) {
    return turn.context().session().equals(session);
  }
}

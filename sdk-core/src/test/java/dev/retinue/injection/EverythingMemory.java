package dev.retinue.injection;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import dev.retinue.testkit.HeapMemory;
import java.util.List;

/** Recalls all that a principal may be reminded of, whatever is asked. */
final class EverythingMemory implements MemoryProvider {
  @Override
  public String name() {
    return "everything";
  }

  @Override
  public Memory open(AgentDefinition agent, StoreLocation location) {
    return new HeapMemory() {
      @Override
      public Recollections recall(RecallQuery query, Principal principal) {
        List<MemoryRecord> visible = records().stream().filter(visibleTo(principal)).toList();
        return new Recollections(
            visible.stream()
                .filter(record -> isOf(record, query.session()))
                .map(Turn.class::cast)
                .toList(),
            visible.stream()
                .filter(record -> !isOf(record, query.session()))
                .map(record -> new Recollections.Recollection(record, record.kind(), 1))
                .toList(),
            visible.isEmpty() ? 0 : 1);
      }
    };
  }

  private static boolean isOf(MemoryRecord record, String session) {
    return record.context().session().equals(session);
  }
}

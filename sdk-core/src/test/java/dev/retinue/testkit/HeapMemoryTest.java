package dev.retinue.testkit;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;

class HeapMemoryTest extends MemoryContract {
  @Override
  protected MemoryProvider provider() {
    return new MemoryProvider() {
      @Override
      public String name() {
        return "heap";
      }

      @Override
      public Memory open(AgentDefinition agent, StoreLocation location) {
        return new HeapMemory();
      }
    };
  }

  @Override
  protected boolean survives() {
    return false;
  }
}

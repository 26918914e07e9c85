package dev.retinue.memory;

import dev.retinue.testkit.MemoryContract;

class ConversationMemoryTest extends MemoryContract {
  @Override
  protected MemoryProvider provider() {
    return new ConversationMemory();
  }

  @Override
  protected boolean survives() {
    return false;
  }

  @Override
  protected boolean searches() {
    return false;
  }
}

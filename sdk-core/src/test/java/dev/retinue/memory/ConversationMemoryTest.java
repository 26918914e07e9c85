package dev.retinue.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.testkit.MemoryContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Override
  protected boolean keepsAllKinds() {
    return false;
  }

  @Test
  void itSaysWhatItCannotKeep() {
    Note note =
        new Note(
            "n-1",
            new Context("s", Principal.SHARED, Instant.parse("2026-03-01T10:00:00Z")),
            "Ada likes tea",
            List.of(),
            Label.NONE);
    try (Memory memory =
        provider().open(AgentDefinition.builder("Any").build(), new StoreLocation(null, null))) {
      assertThatThrownBy(() -> memory.keep(note))
          .isInstanceOf(MemoryException.class)
          .hasMessage(
              "this runtime's memory keeps conversations alone, and no note: add"
                  + " dev.retinue:sdk-memory");
    }
  }
}

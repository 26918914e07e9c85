package dev.retinue.consolidation;

import dev.retinue.memory.MemoryKind;
import java.time.Instant;

/**
 * How a record stands in a memory, beside what it says. Immutable.
 *
 * @param kind the kind that it is now kept as
 * @param since from when on its lifetime counts: when it was recorded, which is not when it was
 *     said, or when an undone consolidation gave it back
 * @param reviewed whether a consolidation has looked at what it says
 */
public record Standing(MemoryKind kind, Instant since, boolean reviewed) {
  /** As another kind. */
  public Standing as(MemoryKind other) {
    return new Standing(other, since, reviewed);
  }

  /** With a lifetime that counts from another time on. */
  public Standing from(Instant other) {
    return new Standing(kind, other, reviewed);
  }

  /** Looked at. */
  public Standing looked() {
    return new Standing(kind, since, true);
  }
}

package dev.retinue.consolidation;

import dev.retinue.memory.MemoryRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record, how it stands, and what it was good for.
 *
 * @param uses how often it was recalled into the context of a run; some may be lost in a crash
 * @param usedAt when it was last; null if it never was
 */
public record Remembered(
    MemoryRecord record, Standing standing, int uses, @Nullable Instant usedAt) {
  /** One that nobody has recalled yet. */
  public Remembered(MemoryRecord record, Standing standing) {
    this(record, standing, 0, null);
  }

  public String id() {
    return record.id();
  }

  /** The same with another standing. */
  public Remembered with(Standing other) {
    return new Remembered(record, other, uses, usedAt);
  }
}

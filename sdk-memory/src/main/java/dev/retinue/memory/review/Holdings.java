package dev.retinue.memory.review;

import dev.retinue.consolidation.Remembered;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import java.util.List;
import java.util.function.BiConsumer;

/** One principal's part of a memory, as a review looks at it. Each look is at one snapshot. */
public interface Holdings {
  /** How many records there are of a kind. */
  int count(MemoryKind kind);

  /** What no review has looked at, the first recorded first. */
  List<Remembered> unreviewed(int limit);

  /** Records of a kind, the first recorded first. */
  List<Remembered> first(MemoryKind kind, int limit);

  /**
   * Hands over all records of a kind, each also as it holds: a fact with the end that others gave
   * it.
   */
  void each(MemoryKind kind, BiConsumer<Remembered, MemoryRecord> reader);

  /** Other records of the same sort that have words in common, the likest first. */
  List<Remembered> like(MemoryRecord record, int limit);

  /** All facts about the same subject and attribute, as they were stated. */
  List<Fact> about(Fact fact);

  /** Whether a record of this id is there. */
  boolean holds(String id);
}

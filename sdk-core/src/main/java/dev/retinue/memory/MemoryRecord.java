package dev.retinue.memory;

import dev.retinue.label.Label;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Something that an agent remembers. Immutable. A record is never changed: a newer one takes its
 * place, and what was derived from others names them.
 */
public sealed interface MemoryRecord permits Turn, Note, Fact, Skill, Resource {
  /** Unique and stable: keeping the same record twice keeps one. */
  String id();

  /** Where and when it came about. */
  Context context();

  /** The caution that it needs: of all that the run had seen that made it. */
  Label label();

  /** The same with the caution that something else needs as well. */
  MemoryRecord joined(Label other);

  /** The same with what it says in other words; names by which it is found stay. */
  MemoryRecord reworded(UnaryOperator<String> words);

  /** The kind that it is kept as at first; consolidation may make it another. */
  MemoryKind kind();

  /** What it says, in words: what is searched, and what stands in a prompt. */
  String text();

  /** The records that it was made from; empty if it was said or given as it is. */
  default List<String> sources() {
    return List.of();
  }
}

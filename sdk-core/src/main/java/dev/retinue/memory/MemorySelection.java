package dev.retinue.memory;

import java.time.Instant;
import java.util.List;

/** Which of the records that somebody may see. Immutable. */
public sealed interface MemorySelection {
  /**
   * Whether it selects a record.
   *
   * @param kind that it is now of
   */
  default boolean selects(MemoryRecord record, MemoryKind kind) {
    return switch (this) {
      case All all -> true;
      case Ids some -> some.ids.contains(record.id());
      case OfKinds some -> some.kinds.contains(kind);
      case OfSession one -> one.session.equals(record.context().session());
      case Between time ->
          !record.context().at().isBefore(time.from) && record.context().at().isBefore(time.to);
      case AllOf several ->
          several.selections.stream().allMatch(each -> each.selects(record, kind));
    };
  }

  /** All that they may see. */
  record All() implements MemorySelection {}

  /** Records by their ids. */
  record Ids(List<String> ids) implements MemorySelection {
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /** Records that are now of one of these kinds. */
  record OfKinds(List<MemoryKind> kinds) implements MemorySelection {
    public OfKinds {
      kinds = kinds.stream().distinct().sorted().toList();
    }
  }

  /** What came about in a session. */
  record OfSession(String session) implements MemorySelection {}

  /**
   * What came about in a time.
   *
   * @param from the first instant
   * @param to the first instant after it
   */
  record Between(Instant from, Instant to) implements MemorySelection {
    public Between {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("a time must not be empty, got " + from + " to " + to);
      }
    }
  }

  /** What all of these select. */
  record AllOf(List<MemorySelection> selections) implements MemorySelection {
    public AllOf {
      selections = List.copyOf(selections);
    }
  }
}

package dev.retinue.consolidation;

import dev.retinue.consolidation.MemoryChange.Removal;
import dev.retinue.consolidation.MemoryChange.Shift;
import dev.retinue.consolidation.MemoryChange.Why;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a review of one principal's memory comes to. Immutable.
 *
 * @param change what is to be changed
 * @param contradictions what may contradict each other, among what was looked at for the first time
 *     and all else
 * @param more whether there is more to do than one review does
 * @param due when the next lifetime ends; null if none does
 */
public record Consolidation(
    MemoryChange change, List<Contradiction> contradictions, boolean more, @Nullable Instant due) {
  public Consolidation {
    contradictions = List.copyOf(contradictions);
  }

  /** Ids of what was worth keeping: short-term memory that became long-term. */
  public List<String> promoted() {
    return moved(true);
  }

  /** Ids of what became another kind and was not promoted: what happened, or has decayed. */
  public List<String> moved() {
    return moved(false);
  }

  private List<String> moved(boolean promoted) {
    return change.shifted().stream()
        .filter(Shift::moves)
        .filter(shift -> (shift.standing().kind() == MemoryKind.LONG_TERM) == promoted)
        .map(Shift::id)
        .toList();
  }

  /** What was made of other records, which it names as its sources. */
  public List<MemoryRecord> derived() {
    return change.added().stream().map(Remembered::record).toList();
  }

  /** Ids of what went, since another record says nearly the same. */
  public List<String> merged() {
    return removed(Why.MERGED);
  }

  /** Ids of what went, since its lifetime was over. */
  public List<String> expired() {
    return removed(Why.EXPIRED);
  }

  /** Ids of what went, since it was worth the least where there was too much. */
  public List<String> evicted() {
    return removed(Why.EVICTED);
  }

  /** All records that are in it whole. */
  public Stream<MemoryRecord> records() {
    return Stream.concat(
        change.records(),
        contradictions.stream().flatMap(each -> Stream.of(each.one(), each.other())));
  }

  private List<String> removed(Why why) {
    return change.removed().stream()
        .filter(removal -> removal.removedAs() == why)
        .map(Removal::what)
        .map(Remembered::id)
        .toList();
  }

  /** In numbers. */
  @Override
  public String toString() {
    return promoted().size()
        + " promoted, "
        + moved().size()
        + " moved, "
        + derived().size()
        + " derived, "
        + merged().size()
        + " merged, "
        + expired().size()
        + " expired, "
        + evicted().size()
        + " evicted, "
        + contradictions.size()
        + " contradictions";
  }
}

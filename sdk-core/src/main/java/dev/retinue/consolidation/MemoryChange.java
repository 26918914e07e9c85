package dev.retinue.consolidation;

import dev.retinue.memory.MemoryRecord;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What of one principal's memory is changed, in one step. What is removed stands whole in it, so
 * that it can be given back. Immutable.
 *
 * @param added records that are kept from now on
 * @param removed records that are kept no more
 * @param shifted records that stand otherwise from now on
 */
public record MemoryChange(List<Remembered> added, List<Removal> removed, List<Shift> shifted) {
  /** Nothing. */
  public static final MemoryChange NONE = new MemoryChange(List.of(), List.of(), List.of());

  public MemoryChange {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    shifted = List.copyOf(shifted);
  }

  /** Why a record is removed. */
  public enum Why {
    /** Another says nearly the same. */
    MERGED,
    /** The lifetime of its kind is over. */
    EXPIRED,
    /** Its kind holds more than its capacity, and it was worth the least. */
    EVICTED,
    /** It came from a consolidation that is undone. */
    UNDONE
  }

  /**
   * @param what the record, whole
   * @param removedAs why it goes
   */
  public record Removal(Remembered what, Why removedAs) {}

  /**
   * @param id of a record
   * @param formerStanding how it stands; one that stands as another kind by then is left alone
   * @param standing how it is to stand
   */
  public record Shift(String id, Standing formerStanding, Standing standing) {
    /** Whether it becomes another kind, and is not only looked at. */
    public boolean moves() {
      return formerStanding.kind() != standing.kind();
    }
  }

  /** Ids of what was looked at for the first time, and stays. */
  public List<String> seen() {
    return shifted.stream()
        .filter(shift -> shift.standing().reviewed() && !shift.formerStanding().reviewed())
        .map(Shift::id)
        .toList();
  }

  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && shifted.isEmpty();
  }

  /** The records that are in it whole. */
  public Stream<MemoryRecord> records() {
    return Stream.concat(added.stream(), removed.stream().map(Removal::what))
        .map(Remembered::record);
  }

  /** The same with what is added put otherwise. */
  public MemoryChange mapped(UnaryOperator<MemoryRecord> each) {
    return new MemoryChange(
        added.stream()
            .map(one ->
                new Remembered(each.apply(one.record()), one.standing(), one.uses(), one.usedAt()))
            .toList(),
        removed,
        shifted);
  }

  /**
   * The change that undoes this one. What is given back has all of its lifetime before it, so that
   * the next consolidation does not do the same again; that it was looked at stays.
   *
   * @param now from when on that lifetime counts
   */
  public MemoryChange inverse(Instant now) {
    return new MemoryChange(
        removed.stream()
            .map(each -> each.what().with(each.what().standing().from(now).looked()))
            .toList(),
        added.stream().map(each -> new Removal(each, Why.UNDONE)).toList(),
        shifted.stream()
            .filter(Shift::moves)
            .map(each ->
                new Shift(each.id(), each.standing(), each.formerStanding().from(now).looked()))
            .toList());
  }
}

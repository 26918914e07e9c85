package dev.retinue.journal.file;

import java.util.Arrays;

/** Where the records of one run are in one segment. Guarded by the journal's lock. */
final class Stretch {
  private static final int[] NOWHERE = {};

  final RunTrace trace;
  final int firstOrdinal;
  final long firstSequence;
  Segment segment;
  boolean ended;

  /** Its run was released: the frames are there and nobody needs them. */
  boolean released;

  private int[] offsets;
  private int count;

  Stretch(RunTrace trace, int firstOrdinal, long firstSequence, Segment segment, int[] offsets) {
    this.trace = trace;
    this.firstOrdinal = firstOrdinal;
    this.firstSequence = firstSequence;
    this.segment = segment;
    this.offsets = offsets;
    this.count = offsets.length;
  }

  String run() {
    return trace.run;
  }

  void add(int offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count + Math.max(4, count / 2));
    }
    offsets[count++] = offset;
  }

  int count() {
    return count;
  }

  int[] offsets() {
    return Arrays.copyOf(offsets, count);
  }

  int lastOffset() {
    return offsets[count - 1];
  }

  void moved(Segment to, int[] places) {
    segment = to;
    offsets = places;
  }

  /** Its places are not needed any more, only how many there are. */
  void forget() {
    offsets = NOWHERE;
  }
}

package dev.retinue.journal.file;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the records of a run are. Guarded by the journal's lock. */
final class RunTrace {
  final String run;

  /** Number of the next record to be written. */
  int next;

  /** Why its records cannot be trusted; null if they can. */
  @Nullable String refused;

  /** Refused only because its last records may be missing, not because any is known to be. */
  boolean suspected;

  private final List<Stretch> stretches = new ArrayList<>(1);
  private @Nullable Set<String> payloads;

  RunTrace(String run) {
    this.run = run;
  }

  /** Adds a frame that was written. */
  void add(Segment segment, int offset, int ordinal, long sequence, boolean ended) {
    Stretch last = stretches.isEmpty() ? null : stretches.getLast();
    if (last == null || last.segment != segment) {
      last = new Stretch(this, ordinal, sequence, segment, new int[0]);
      add(last);
    }
    last.add(offset);
    last.ended |= ended;
  }

  void add(Stretch stretch) {
    stretches.add(stretch);
    stretch.segment.stretches.add(stretch);
  }

  boolean isEmpty() {
    return stretches.isEmpty();
  }

  boolean ended() {
    return !stretches.isEmpty() && stretches.getLast().ended;
  }

  List<Stretch> stretches() {
    return stretches;
  }

  /** Notes a payload's file; whether it is new to the run. */
  boolean add(String payload) {
    if (payloads == null) {
      payloads = new LinkedHashSet<>(2);
    }
    return payloads.add(payload);
  }

  Set<String> payloads() {
    return payloads == null ? Set.of() : payloads;
  }
}

package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One file of the log. What it says of itself is guarded by the journal's lock; its frames do not
 * change once they are counted in {@link #end}.
 */
final class Segment {
  /** Of names of segments; the number follows. */
  static final String PREFIX = "segment-";

  final int number;
  final int through;
  final StorageFile file;
  final int capacity;

  /** Where its frames end. */
  int end = SegmentHeader.SIZE;

  /** How far it is known to survive a loss of power. */
  int durable = SegmentHeader.SIZE;

  /** Number of the last record in it or before it. */
  long lastSequence;

  /** Whether it has its index and is never written again. */
  boolean sealed;

  /** Whether all its room is there and it never had an index, so that it can be written over. */
  boolean reusable;

  /** Whether something in it does not check out, so that it is left as it is. */
  boolean damaged;

  /** Frames in it, and those of them that are needed. */
  int frames;

  int live;

  final List<Stretch> stretches = new ArrayList<>();
  final List<Release> releases = new ArrayList<>();

  private int readers;
  private boolean retired;

  Segment(int number, int through, StorageFile file, int capacity) {
    this.number = number;
    this.through = through;
    this.file = file;
    this.capacity = capacity;
  }

  static String name(int number) {
    return String.format(Locale.ROOT, "%s%010d", PREFIX, number);
  }

  String name() {
    return name(number);
  }

  // --- guarded by the journal's lock

  /** Keeps the file open until {@link #letGo}. */
  void hold() {
    readers++;
  }

  boolean isHeld() {
    return readers > 0;
  }

  void letGo() throws IOException {
    readers--;
    closeIfUnused();
  }

  /** It was replaced or deleted: closed when the last reader has left. */
  void retire() throws IOException {
    retired = true;
    closeIfUnused();
  }

  private void closeIfUnused() throws IOException {
    if (retired && readers == 0) {
      file.close();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}

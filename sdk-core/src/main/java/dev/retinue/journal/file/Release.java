package dev.retinue.journal.file;

/**
 * The record that a run was released. It is needed as long as frames of that run are in any
 * segment. Guarded by the journal's lock.
 */
final class Release {
  final String run;
  final long sequence;
  Segment segment;
  int offset;

  /** How many stretches of the run there still are. */
  int stretches;

  Release(String run, long sequence, Segment segment, int offset) {
    this.run = run;
    this.sequence = sequence;
    this.segment = segment;
    this.offset = offset;
  }
}

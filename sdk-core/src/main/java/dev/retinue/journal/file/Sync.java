package dev.retinue.journal.file;

/** When an append counts as done. */
public enum Sync {
  /**
   * When the operating system has the record: it survives the end of this process, {@code kill -9}
   * included, and may be lost when the machine loses power. Costs no waiting at all.
   */
  PROCESS,

  /**
   * When the disk has the record. Whoever appends while the disk is busy shares the next write: one
   * synchronous write for all of them. The default.
   */
  GROUP,

  /**
   * When the disk has the record, and no other record shares its write: each is durable before the
   * next is begun. For hosts that must show a strict order of single writes, for instance to an
   * auditor; what is promised about each record is the same as with {@link #GROUP}. Costs one
   * synchronous write per record, so that many writers are no faster together than one alone.
   */
  STRICT
}

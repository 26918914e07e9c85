package dev.retinue.journal.file;

/** Names. */
final class JournalRepair {
  static final String ASIDE = "damaged-";

  private JournalRepair() {}
}

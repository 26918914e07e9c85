package dev.retinue.testkit;

import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;

/** One that never stops is a journal like any other. */
class StoppingJournalTest extends JournalContract {
  @Override
  protected Journal open() {
    return StoppingJournal.never(new HeapJournal());
  }
}

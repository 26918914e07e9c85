package dev.retinue.journal;

import dev.retinue.testkit.JournalContract;

class HeapJournalTest extends JournalContract {
  @Override
  protected Journal open() {
    return new HeapJournal();
  }
}

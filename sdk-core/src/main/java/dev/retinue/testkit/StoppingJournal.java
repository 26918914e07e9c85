package dev.retinue.testkit;

import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A journal that dies at a chosen append, as a process does: from then on nothing is written or
 * released. What was written stays in the journal underneath, for the next runtime. Thread-safe.
 */
public final class StoppingJournal extends ForwardingJournal {
  private final ReentrantLock lock = new ReentrantLock();
  private final int last;
  private final When when;
  private int appends;
  private boolean stopped;

  /** On which side of its last record it dies. */
  public enum When {
    /** The record is lost. */
    BEFORE_WRITING,
    /** The record is written, and whoever appended it never learns so. */
    AFTER_WRITING
  }

  private StoppingJournal(Journal underneath, int last, When when) {
    super(underneath);
    this.last = last;
    this.when = when;
  }

  /** Dies at the n-th append, counted from 1. */
  public static StoppingJournal at(int append, When when, Journal underneath) {
    return new StoppingJournal(underneath, append, when);
  }

  /** Only counts. */
  public static StoppingJournal never(Journal underneath) {
    return new StoppingJournal(underneath, Integer.MAX_VALUE, When.BEFORE_WRITING);
  }

  /** How many records it was asked to append before it died. */
  public int appends() {
    lock.lock();
    try {
      return appends;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public JournalPosition append(JournalRecord record) {
    lock.lock();
    try {
      if (!stopped) {
        appends++;
        stopped = appends == last;
        if (!stopped) {
          return super.append(record);
        }
        if (when == When.AFTER_WRITING) {
          super.append(record);
        }
      }
      throw new JournalException(record.run(), "the journal was stopped at append " + last, null);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(String run) {
    lock.lock();
    try {
      if (!stopped) {
        super.release(run);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void erase(Collection<String> runs) {
    lock.lock();
    try {
      if (!stopped) {
        super.erase(runs);
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: what was added while the disk was busy is written together. Whoever finds nobody
 * writing writes its record itself and at once, so that a single writer hands nothing over; what
 * came meanwhile is written by a thread of the journal, until nothing is left, so that nobody works
 * for the others and many writers occupy no carrier of virtual threads. Thread-safe.
 *
 * <p>A virtual thread that writes blocks in the file system, where the JDK lends its scheduler
 * another carrier.
 */
final class GroupCommit {
  private final ReentrantLock lock;
  private final Condition change;
  private final Condition handedOver;
  private final Owner owner;
  private final Index index;
  private final String place;

  // Guarded by lock.
  private Batch pending = new Batch();
  private Batch spare = new Batch();
  private @Nullable Thread writer;
  private boolean forWriter;
  private int changes;
  private boolean closed;

  // Changed with the lock held.
  private volatile boolean writing;
  private volatile @Nullable String failure;
  private volatile long written;

  GroupCommit(ReentrantLock lock, Owner owner, Index index, String place) {
    this.lock = lock;
    this.change = lock.newCondition();
    this.handedOver = lock.newCondition();
    this.owner = owner;
    this.index = index;
    this.place = place;
    this.written = Frame.epochStart(owner.epoch());
  }

  // --- called with the lock held

  /** Adds a frame that was begun; it follows those before it in the same segment. */
  void add(Segment segment, byte[] frame, int length, RunTrace trace, @Nullable Thread waiter) {
    pending.segment = segment;
    pending.add(frame, length, trace, waiter);
  }

  /** A record was written by other means. */
  void advance(long sequence) {
    written = sequence;
  }

  boolean isIdle() {
    return pending.count == 0 && !writing;
  }

  /** Writes what is pending, or waits until nobody writes; the lock is let go meanwhile. */
  void stepToIdle() {
    if (writing) {
      awaitChange();
      return;
    }
    writing = true;
    lock.unlock();
    try {
      writeBatch();
    } finally {
      lock.lock();
    }
    leave();
  }

  /** Writes the releases that wait for others to be written with; called with the lock held. */
  void flush() {
    if (pending.count > 0 && !writing) {
      stepToIdle();
    }
  }

  /** Waits until somebody stopped writing, or {@link #lookAgain}. */
  void awaitChange() {
    int seen = changes;
    while (changes == seen) {
      change.awaitUninterruptibly();
    }
  }

  void lookAgain() {
    changes++;
    change.signalAll();
  }

  /** Lets the writer go; after a drain. */
  void close() {
    closed = true;
    handedOver.signal();
  }

  /** From now on nothing is written; called with the lock held. */
  void stop(String reason) {
    if (failure == null) {
      failure = reason;
      pending.wakeAll();
      lookAgain();
    }
  }

  // --- called without it

  /**
   * Waits until a record is written, whatever interrupts: it cannot be taken back. Writes it if
   * nobody is writing.
   */
  void await(String run, long sequence) {
    if (written < sequence && !writing) {
      lead();
    }
    boolean interrupted = false;
    while (written < sequence && failure == null) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (written < sequence) {
      throw new JournalException(run, String.valueOf(failure), null);
    }
  }

  /** Writes what is pending, if nobody does; leaves what comes meanwhile to the writer. */
  private void lead() {
    lock.lock();
    try {
      if (writing || pending.count == 0) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    writeBatch();
    lock.lock();
    try {
      leave();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever wrote goes; those who added something meanwhile count on it being written. */
  private void leave() {
    if (isMore()) {
      handOver();
    } else {
      stopWriting();
    }
  }

  private boolean isMore() {
    return pending.count > 0 && failure == null;
  }

  private void stopWriting() {
    writing = false;
    lookAgain();
  }

  private void handOver() {
    if (writer == null) {
      writer = Thread.ofPlatform().name("retinue-journal-writer").daemon().start(this::write);
    }
    forWriter = true;
    handedOver.signal();
  }

  /** What the writer does: batch after batch, as long as there are more. */
  private void write() {
    while (awaitHandOver()) {
      boolean more = true;
      while (more) {
        writeBatch();
        lock.lock();
        try {
          more = isMore();
          if (!more) {
            forWriter = false;
            stopWriting();
          }
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private boolean awaitHandOver() {
    lock.lock();
    try {
      while (!forWriter && !closed) {
        handedOver.awaitUninterruptibly();
      }
      return forWriter;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is pending; called by whoever set {@link #writing}, without the lock. */
  private void writeBatch() {
    Batch batch;
    Segment segment;
    int start;
    lock.lock();
    try {
      batch = pending;
      pending = spare;
      segment = java.util.Objects.requireNonNull(batch.segment);
      start = segment.end;
    } finally {
      lock.unlock();
    }
    String problem = null;
    try {
      if (failure == null && batch.count > 0) {
        owner.check();
        for (int i = 0; i < batch.count; i++) {
          Frame.finish(batch.bytes, batch.place(i), start);
        }
        segment.file.writeDurably(start, batch.bytes, 0, batch.length);
      }
    } catch (IOException e) {
      problem = explained(e);
    } catch (JournalException e) {
      problem = e.getMessage();
    }
    lock.lock();
    try {
      if (problem != null) {
        stop(problem);
      } else if (failure == null) {
        count(batch, segment, start);
      }
    } finally {
      lock.unlock();
    }
    batch.wakeAll();
    batch.clear();
    spare = batch;
  }

  private void count(Batch batch, Segment segment, int start) {
    long sequence = written;
    for (int i = 0; i < batch.count; i++) {
      int at = batch.place(i);
      RunTrace trace = batch.trace(i);
      sequence = Frame.sequence(batch.bytes, at);
      byte type = Frame.type(batch.bytes, at);
      if (type == Frame.RELEASED) {
        String run = java.util.Objects.requireNonNull(trace).run;
        index.released(run, trace, segment, start + at, sequence);
      } else {
        index.added(
            java.util.Objects.requireNonNull(trace),
            segment,
            start + at,
            Frame.ordinal(batch.bytes, at),
            sequence,
            type == RecordCodec.ENDED);
      }
    }
    segment.end = start + batch.length;
    segment.durable = segment.end;
    written = sequence;
  }

  String explained(IOException cause) {
    return "the journal in "
        + place
        + " has stopped: a write failed ("
        + cause.getMessage()
        + "), and what a later write would do is unknown. What was acknowledged before is safe."
        + " Close the runtime, check the disk, and build it again";
  }

  /** Why nothing is written any more; null if it is. */
  @Nullable String failure() {
    return failure;
  }

  /** Number of the last record that was written. */
  long last() {
    return written;
  }
}

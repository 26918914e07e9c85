package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room for what will be written: files of the size of a segment, made before they are needed, and
 * those of segments that nobody needs any more, which are written over. What an old file holds
 * cannot be taken for new records: its sequence numbers are lower than any that follow.
 * Thread-safe.
 */
final class Spares {
  private static final Logger LOG = LoggerFactory.getLogger(Spares.class);

  /** A busy journal gets one back for each that it takes; these are for the time in between. */
  private static final int MOST = 4;

  private final ReentrantLock lock;
  private final Condition wantedNow;
  private final Condition room;
  private final Storage storage;
  private final Sync sync;
  private final Settings settings;
  private final String prefix;

  // Guarded by lock.
  private final Deque<Spare> spares = new ArrayDeque<>();
  private int wanted;
  private int named;
  private boolean ending;
  private @Nullable String full;

  private volatile @Nullable String payloadsFull;

  /**
   * A file that waits to become a segment.
   *
   * @param used whether it was one already, so that it holds old records
   */
  record Spare(String name, StorageFile file, int size, boolean used) {}

  Spares(ReentrantLock lock, Storage storage, Sync sync, Settings settings, long epoch) {
    this.lock = lock;
    this.wantedNow = lock.newCondition();
    this.room = lock.newCondition();
    this.storage = storage;
    this.sync = sync;
    this.settings = settings;
    this.prefix = Recovery.SPARE + epoch + "-";
    this.wanted = settings.firstSegment();
  }

  // --- those who need room

  /** Whether whoever waits for a spare still needs one. */
  interface Need {
    boolean remains();
  }

  /**
   * Takes a spare of at least this size; waits for it with the lock, which the caller holds, let go
   * meanwhile.
   *
   * @return null if it is not needed any more
   * @throws JournalException if there was no room for one, up to the limit, or the waiting was
   *     interrupted while there was none
   */
  @Nullable Spare take(int size, String run, Need need) {
    long left = settings.roomLimit().toNanos();
    boolean interrupted = false;
    try {
      while (!fits(size)) {
        wanted = Math.max(wanted, size);
        wantedNow.signalAll();
        try {
          left = room.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (ending || !need.remains()) {
          return null;
        }
        if (full != null && (interrupted || left <= 0)) {
          throw new JournalException(run, noRoom(full, interrupted), null);
        }
        if (left <= 0) {
          left = settings.roomLimit().toNanos();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    Spare taken = spares.removeFirst();
    wanted = settings.after(taken.size);
    wantedNow.signalAll();
    return taken;
  }

  private boolean fits(int size) {
    Spare first = spares.peekFirst();
    return first != null && first.size >= size;
  }

  private String noRoom(String reason, boolean interrupted) {
    return "the journal in "
        + storage
        + " has no room for a record ("
        + reason
        + "): it waited "
        + (interrupted ? "until it was interrupted" : settings.roomLimit().toString())
        + "; nothing that was acknowledged is lost. Make room on the disk, it then goes on by"
        + " itself";
  }

  /**
   * Does what needs room, again while there is none, up to the limit.
   *
   * @throws JournalException if there was none, or the waiting was interrupted
   */
  <T> T whenThereIsRoom(String run, Attempt<T> attempt) throws IOException {
    long deadline = System.nanoTime() + settings.roomLimit().toNanos();
    while (true) {
      String reason;
      try {
        T done = attempt.run();
        if (payloadsFull != null) {
          payloadsFull = null;
        }
        return done;
      } catch (StorageFullException e) {
        reason = String.valueOf(e.getMessage());
      }
      boolean interrupted = false;
      lock.lock();
      try {
        payloadsFull = reason;
        room.awaitNanos(settings.tick().toNanos());
      } catch (InterruptedException e) {
        interrupted = true;
        Thread.currentThread().interrupt();
      } finally {
        lock.unlock();
      }
      if (interrupted || System.nanoTime() - deadline >= 0) {
        throw new JournalException(run, noRoom(reason, interrupted), null);
      }
    }
  }

  /** Something that may find no room. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /** That the disk is full, if it is and somebody needs room; called with the lock held. */
  @Nullable String full() {
    return full != null ? full : payloadsFull;
  }

  /** Lets those who wait look whether they still have to; called with the lock held. */
  void lookAgain() {
    room.signalAll();
  }

  // --- making them

  private boolean lacking() {
    return !fits(wanted);
  }

  /** Waits until a spare is lacking; false at the end. */
  boolean awaitLack() {
    lock.lock();
    try {
      long left = full == null ? 0 : settings.tick().toNanos();
      while (!ending && (left > 0 || !lacking())) {
        if (left > 0) {
          left = wantedNow.awaitNanos(left);
        } else {
          wantedNow.awaitUninterruptibly();
        }
      }
      return !ending;
    } catch (InterruptedException e) {
      LOG.atDebug().log("nobody interrupts this thread on purpose");
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes one if it is lacking; those that are too small for it go. */
  void make() throws IOException {
    int size;
    String name;
    List<Spare> small;
    lock.lock();
    try {
      if (!lacking()) {
        return;
      }
      size = wanted;
      name = nextName();
      small = List.copyOf(spares);
      spares.clear();
    } finally {
      lock.unlock();
    }
    delete(small);
    StorageFile made = null;
    String trouble = null;
    try {
      made = storage.create(name, size);
      if (sync == Sync.PROCESS) {
        made.expectSmallWrites();
      }
    } catch (StorageFullException e) {
      trouble = String.valueOf(e.getMessage());
    }
    lock.lock();
    try {
      if (made != null && trouble == null) {
        if (full != null) {
          LOG.atInfo().log("the journal in {} has room again", storage);
        }
        spares.addLast(new Spare(name, made, size, false));
      } else if (full == null) {
        LOG.atWarn().log("the journal in {} has no room: {}", storage, trouble);
      }
      full = trouble;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private String nextName() {
    return prefix + ++named;
  }

  /** A name for a segment that nobody needs; null if it is not worth being kept. */
  @Nullable String nameFor(Segment unneeded) {
    lock.lock();
    try {
      boolean worthwhile = unneeded.reusable && unneeded.capacity >= wanted && spares.size() < MOST;
      return worthwhile && !ending ? nextName() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Adds the file of a former segment, which has its new name; called with the lock held. */
  void add(String name, Segment former) {
    spares.addLast(new Spare(name, former.file, former.capacity, true));
    room.signalAll();
  }

  /** Deletes those that hold old records. */
  void forget() throws IOException {
    List<Spare> used = new ArrayList<>();
    lock.lock();
    try {
      spares.removeIf(spare -> spare.used && used.add(spare));
      wantedNow.signalAll();
    } finally {
      lock.unlock();
    }
    delete(used);
  }

  private void delete(List<Spare> unused) throws IOException {
    for (Spare spare : unused) {
      spare.file.close();
      storage.delete(spare.name);
    }
  }

  /** Nobody gets one any more; called with the lock held. */
  void end() {
    ending = true;
    wantedNow.signalAll();
    room.signalAll();
  }

  /** Closes them all, after {@link #end}; deletes them too, unless the storage has failed. */
  void close(boolean deleting) throws IOException {
    if (deleting) {
      delete(List.copyOf(spares));
    } else {
      for (Spare spare : spares) {
        spare.file.close();
      }
    }
    spares.clear();
  }
}

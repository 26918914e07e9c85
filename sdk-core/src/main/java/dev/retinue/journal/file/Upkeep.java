package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the log going, on a thread of its own: the next segment is made before it is needed,
 * the last one gets its index, and those that nobody needs any more are deleted or made smaller.
 * Thread-safe.
 */
final class Upkeep implements Appender.Rolling {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final ReentrantLock lock;
  private final Condition work;
  private final Condition room;
  private final Storage storage;
  private final Sync sync;
  private final Settings settings;
  private final Owner owner;
  private final NavigableMap<Integer, Segment> segments;
  private final Retention retention;
  private final Thread thread;
  private final long recovered;

  // Guarded by lock.
  private final List<Segment> unsealed = new ArrayList<>();
  private @Nullable Appender appender;
  private @Nullable StorageFile spare;
  private int spareSize;
  private int wanted;
  private int lastNumber;
  private boolean dirty;
  private boolean ending;
  private @Nullable String full;

  Upkeep(
      ReentrantLock lock,
      Storage storage,
      Sync sync,
      Settings settings,
      Owner owner,
      NavigableMap<Integer, Segment> segments,
      Retention retention,
      long recovered) {
    this.lock = lock;
    this.work = lock.newCondition();
    this.room = lock.newCondition();
    this.storage = storage;
    this.sync = sync;
    this.settings = settings;
    this.owner = owner;
    this.segments = segments;
    this.retention = retention;
    this.recovered = recovered;
    this.wanted = settings.firstSegment();
    this.lastNumber = segments.isEmpty() ? 0 : segments.lastEntry().getValue().through;
    this.dirty = !segments.isEmpty();
    for (Segment segment : segments.values()) {
      if (!segment.sealed && !segment.damaged) {
        unsealed.add(segment);
      }
    }
    this.thread = Thread.ofPlatform().name("retinue-journal-upkeep").daemon().unstarted(this::run);
  }

  void start(Appender served) {
    appender = served;
    thread.start();
  }

  private Appender appender() {
    return java.util.Objects.requireNonNull(appender);
  }

  // --- the next segment

  @Override
  public @Nullable Segment next(@Nullable Segment before, long lastSequence, int bytes, String run)
      throws IOException {
    int size = SegmentHeader.SIZE + bytes;
    if (!awaitSpare(before, size, run)) {
      return null;
    }
    StorageFile file = java.util.Objects.requireNonNull(spare);
    int number = lastNumber + 1;
    long previous = Math.max(recovered, lastSequence);
    SegmentHeader header =
        new SegmentHeader(owner.journal(), number, number, owner.epoch(), previous, 0);
    file.writeDurably(0, header.encoded(), 0, SegmentHeader.SIZE);
    storage.rename(Recovery.SPARE, Segment.name(number));
    storage.syncNames();
    Segment segment = new Segment(number, number, file, spareSize);
    segment.lastSequence = previous;
    segments.put(number, segment);
    lastNumber = number;
    spare = null;
    wanted = settings.after(spareSize);
    if (before != null) {
      unsealed.add(before);
    }
    work.signal();
    return segment;
  }

  /** Waits for a spare of this size; false if the caller must look again. */
  private boolean awaitSpare(@Nullable Segment before, int size, String run) {
    long left = settings.roomLimit().toNanos();
    boolean interrupted = false;
    try {
      while (spare == null || spareSize < size) {
        wanted = Math.max(wanted, size);
        work.signal();
        try {
          left = room.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (ending || appender().failure() != null || appender().active() != before) {
          return false;
        }
        if (full != null && (interrupted || left <= 0)) {
          throw new JournalException(run, noRoom(full, interrupted), null);
        }
        if (left <= 0) {
          left = settings.roomLimit().toNanos();
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
        return attempt.run();
      } catch (StorageFullException e) {
        reason = String.valueOf(e.getMessage());
      }
      boolean interrupted = false;
      lock.lock();
      try {
        full = reason;
        work.signal();
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
    return full;
  }

  // --- the thread

  /** Something was released; called with the lock held. */
  void released() {
    if (!dirty) {
      dirty = true;
      work.signal();
    }
  }

  private void run() {
    while (awaitWork()) {
      try {
        retention.lock();
        try {
          makeSpare();
          seal();
          flushReleases();
          retention.sweep();
        } finally {
          retention.unlock();
        }
      } catch (StorageFullException e) {
        LOG.atDebug().log("upkeep of the journal waits for room: {}", e.getMessage());
      } catch (IOException e) {
        fail(e);
      } catch (RuntimeException e) {
        fail(new IOException("upkeep failed: " + e, e));
      }
    }
  }

  private void fail(IOException e) {
    LOG.atError().setCause(e).log("the journal in {} has stopped", storage);
    lock.lock();
    try {
      appender().poison(e);
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to do; false at the end. */
  private boolean awaitWork() {
    lock.lock();
    try {
      if (appender().failure() != null) {
        while (!ending) {
          work.awaitUninterruptibly();
        }
      }
      if (dirty && !ending && !needsSpare()) {
        // What is not urgent is done for many at once.
        awaitTick();
      }
      while (!ending && !dirty && !needsSpare() && unsealed.isEmpty()) {
        work.awaitUninterruptibly();
      }
      if (full != null && !ending) {
        awaitTick();
      }
      return !ending;
    } finally {
      lock.unlock();
    }
  }

  private void awaitTick() {
    long left = settings.tick().toNanos();
    boolean wasFull = full != null;
    while (left > 0 && !ending && (wasFull || !needsSpare())) {
      try {
        left = work.awaitNanos(left);
      } catch (InterruptedException e) {
        LOG.atDebug().log("nobody interrupts this thread on purpose");
      }
    }
  }

  private boolean needsSpare() {
    return spare == null || spareSize < wanted;
  }

  private void makeSpare() throws IOException {
    int size;
    StorageFile small;
    lock.lock();
    try {
      if (!needsSpare()) {
        return;
      }
      size = wanted;
      small = spare;
      spare = null;
    } finally {
      lock.unlock();
    }
    if (small != null) {
      small.close();
      storage.delete(Recovery.SPARE);
    }
    StorageFile made = null;
    String trouble = null;
    try {
      made = storage.create(Recovery.SPARE, size);
      if (sync == Sync.PROCESS) {
        made.expectSmallWrites();
      }
    } catch (StorageFullException e) {
      trouble = String.valueOf(e.getMessage());
    }
    lock.lock();
    try {
      if (trouble == null) {
        if (full != null) {
          LOG.atInfo().log("the journal in {} has room again", storage);
        }
        spare = made;
        spareSize = size;
      } else if (full == null) {
        LOG.atWarn().log("the journal in {} has no room: {}", storage, trouble);
      }
      full = trouble;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives full segments their index. Called by whoever has the retention's lock. */
  void seal() throws IOException {
    while (true) {
      Segment segment;
      lock.lock();
      try {
        if (unsealed.isEmpty()) {
          return;
        }
        segment = unsealed.getFirst();
      } finally {
        lock.unlock();
      }
      retention.seal(segment);
      lock.lock();
      try {
        unsealed.remove(segment);
        dirty = true;
      } finally {
        lock.unlock();
      }
    }
  }

  private void flushReleases() throws IOException {
    Segment written;
    lock.lock();
    try {
      dirty = false;
      if (appender().hasPending()) {
        appender().drain();
      }
      written = sync == Sync.PROCESS && retention.wouldDelete() ? appender().active() : null;
    } finally {
      lock.unlock();
    }
    if (written != null) {
      // What is deleted next must not come back because its release was lost with the power.
      written.file.sync();
    }
  }

  /** Seals what is being written to, so that the next record begins a segment. */
  void leaveActive() {
    lock.lock();
    try {
      appender().drain();
      Segment left = appender().leaveActive();
      if (left != null) {
        unsealed.add(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; then, if the journal is well, leaves nothing unsealed. */
  void close() throws InterruptedException, IOException {
    lock.lock();
    try {
      ending = true;
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    thread.join();
    if (appender().failure() == null) {
      leaveActive();
      seal();
      StorageFile unused = spare;
      if (unused != null) {
        unused.close();
        storage.delete(Recovery.SPARE);
      }
    } else if (spare != null) {
      spare.close();
    }
  }
}

package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the log going, on threads of its own: the next segment is there before it is needed,
 * segments that were left get their index, and those that nobody needs any more are written over,
 * deleted or made smaller. Thread-safe.
 */
final class Upkeep implements Appender.Rolling {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /**
   * How many of the segments that were left go without an index for now. Where runs are short
   * nobody needs them soon, and they are written over as they are. Recovery reads them as a whole.
   */
  private static final int UNSEALED = 2;

  private final ReentrantLock lock;
  private final Condition work;
  private final Storage storage;
  private final Sync sync;
  private final Settings settings;
  private final Owner owner;
  private final NavigableMap<Integer, Segment> segments;
  private final Retention retention;
  private final Spares spares;
  private final Thread making;
  private final Thread sweeping;
  private final long recovered;

  // Guarded by lock.
  private final Deque<Segment> left = new ArrayDeque<>();
  private @Nullable Appender appender;
  private int lastNumber;
  private boolean dirty;
  private boolean ending;

  Upkeep(
      ReentrantLock lock,
      Storage storage,
      Sync sync,
      Settings settings,
      Owner owner,
      NavigableMap<Integer, Segment> segments,
      Retention retention,
      Spares spares,
      long recovered) {
    this.lock = lock;
    this.work = lock.newCondition();
    this.storage = storage;
    this.sync = sync;
    this.settings = settings;
    this.owner = owner;
    this.segments = segments;
    this.retention = retention;
    this.spares = spares;
    this.recovered = recovered;
    this.lastNumber = segments.isEmpty() ? 0 : segments.lastEntry().getValue().through;
    this.dirty = !segments.isEmpty();
    for (Segment segment : segments.values()) {
      if (!segment.sealed && !segment.damaged) {
        left.add(segment);
      }
    }
    // Two, so that an append never waits for the next segment because another one is being synced.
    this.making = Thread.ofPlatform().name("retinue-journal-room").daemon().unstarted(this::make);
    this.sweeping =
        Thread.ofPlatform().name("retinue-journal-upkeep").daemon().unstarted(this::sweep);
  }

  void start(Appender served) {
    appender = served;
    making.start();
    sweeping.start();
  }

  private Appender appender() {
    return java.util.Objects.requireNonNull(appender);
  }

  @Override
  public @Nullable Segment next(@Nullable Segment before, long lastSequence, int bytes, String run)
      throws IOException {
    Spares.Spare spare =
        spares.take(
            SegmentHeader.SIZE + bytes,
            run,
            () -> appender().failure() == null && appender().active() == before);
    if (spare == null) {
      return null;
    }
    int number = lastNumber + 1;
    long previous = Math.max(recovered, lastSequence);
    SegmentHeader header =
        new SegmentHeader(owner.journal(), number, number, owner.epoch(), previous, 0);
    owner.check();
    spare.file().writeDurably(0, header.encoded(), 0, SegmentHeader.SIZE);
    storage.rename(spare.name(), Segment.name(number));
    storage.syncNames();
    Segment segment = new Segment(number, number, spare.file(), spare.size());
    segment.lastSequence = previous;
    segment.reusable = true;
    segments.put(number, segment);
    lastNumber = number;
    if (before != null) {
      left.add(before);
      toDo();
    }
    return segment;
  }

  // --- the threads

  /** Something was released; called with the lock held. */
  void released() {
    toDo();
  }

  private void toDo() {
    if (!dirty) {
      dirty = true;
      work.signalAll();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Whether it may go on; a full disk is no failure. */
  private boolean attempt(Work work) {
    try {
      owner.checkWell();
      work.run();
      return true;
    } catch (StorageFullException e) {
      LOG.atDebug().log("upkeep of the journal waits for room: {}", e.getMessage());
      return true;
    } catch (IOException e) {
      fail(e);
    } catch (JournalException e) {
      stop(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail(new IOException("upkeep failed: " + e, e));
    }
    return false;
  }

  private void make() {
    boolean well = true;
    while (well && spares.awaitLack()) {
      well = attempt(spares::make);
    }
  }

  private void sweep() {
    boolean well = true;
    while (well && awaitWork()) {
      well =
          attempt(() -> {
            retention.lock();
            try {
              flushReleases();
              tidy(UNSEALED);
              if (wouldDelete()) {
                syncReleases();
              }
              retention.sweep();
            } finally {
              retention.unlock();
            }
          });
    }
  }

  /** Waits until there is something to do; false at the end. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (!ending && !dirty) {
        work.awaitUninterruptibly();
      }
      // What is not urgent is done for many at once.
      awaitTick();
      return !ending;
    } finally {
      lock.unlock();
    }
  }

  private void awaitTick() {
    long remaining = settings.tick().toNanos();
    while (remaining > 0 && !ending) {
      try {
        remaining = work.awaitNanos(remaining);
      } catch (InterruptedException e) {
        LOG.atDebug().log("nobody interrupts this thread on purpose");
      }
    }
  }

  private void fail(IOException e) {
    LOG.atError().setCause(e).log("the journal in {} has stopped", storage);
    stop(appender().explained(e));
  }

  private void stop(String reason) {
    lock.lock();
    try {
      appender().stop(reason);
      spares.lookAgain();
    } finally {
      lock.unlock();
    }
  }

  /** Gives every segment that was left its index. Called by whoever has the retention's lock. */
  void seal() throws IOException {
    tidy(0);
  }

  /**
   * Of the segments that were left, the first ones are written over if nobody needs them, and get
   * their index if there are more than so many. In their order: recovery knows by the next one
   * whether one without an index is complete.
   */
  private void tidy(int unsealed) throws IOException {
    while (true) {
      Segment first;
      boolean needed;
      lock.lock();
      try {
        first = left.peekFirst();
        if (first == null) {
          return;
        }
        needed = unsealed == 0 || retention.needs(first);
        if (needed && left.size() <= unsealed) {
          return;
        }
        dirty = true;
      } finally {
        lock.unlock();
      }
      if (needed) {
        retention.seal(first);
      } else {
        syncReleases();
        retention.reuse(first);
      }
      lock.lock();
      try {
        left.remove(first);
      } finally {
        lock.unlock();
      }
    }
  }

  private void flushReleases() {
    lock.lock();
    try {
      dirty = false;
      appender().flush();
    } finally {
      lock.unlock();
    }
  }

  private boolean wouldDelete() {
    lock.lock();
    try {
      return retention.wouldDelete();
    } finally {
      lock.unlock();
    }
  }

  /** What is deleted next must not come back because its release was lost with the power. */
  private void syncReleases() throws IOException {
    if (sync != Sync.PROCESS) {
      return;
    }
    List<Segment> written;
    lock.lock();
    try {
      written = segments.values().stream().filter(segment -> !segment.sealed).toList();
    } finally {
      lock.unlock();
    }
    for (Segment segment : written) {
      segment.file.sync();
    }
  }

  /** Leaves what is being written to, so that the next record begins a segment. */
  void leaveActive() {
    lock.lock();
    try {
      appender().drain();
      Segment active = appender().leaveActive();
      if (active != null) {
        left.add(active);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads; then, if the journal is well, leaves nothing unsealed. */
  void close() throws InterruptedException, IOException {
    lock.lock();
    try {
      ending = true;
      work.signalAll();
      spares.end();
    } finally {
      lock.unlock();
    }
    making.join();
    sweeping.join();
    boolean well = appender().failure() == null;
    if (well) {
      leaveActive();
      seal();
    }
    spares.close(well);
  }
}

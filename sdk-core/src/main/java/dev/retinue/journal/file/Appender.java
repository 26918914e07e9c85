package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where records are written. Group commit: what was appended while the disk was busy is written
 * together. Whoever finds nobody writing writes its record itself and at once, so that a single
 * writer hands nothing over; what came meanwhile is written by a thread of the journal, until
 * nothing is left, so that nobody works for the others and many writers occupy no carrier of
 * virtual threads. Thread-safe.
 *
 * <p>A virtual thread that writes blocks in the file system, where the JDK lends its scheduler
 * another carrier.
 */
final class Appender {
  private final ReentrantLock lock;
  private final Condition idle;
  private final Condition handedOver;
  private final Condition gathered;
  private final Sync sync;
  private final Owner owner;
  private final Index index;
  private final Rolling rolling;
  private final String place;

  // Guarded by lock.
  private @Nullable Segment active;
  private int reserved;
  private long given;
  private Batch pending = new Batch();
  private Batch spare = new Batch();
  private @Nullable Thread writer;
  private boolean forWriter;
  private int awaited;
  private int draining;
  private boolean closed;

  // Changed with the lock held.
  private volatile boolean writing;
  private volatile @Nullable String failure;
  private volatile long written;

  /** How the appender gets to a next segment. */
  interface Rolling {
    /**
     * The next segment, with room for so many bytes; called and left with the lock held, which is
     * let go while there is no room.
     *
     * @return null if the caller must look again
     */
    @Nullable Segment next(@Nullable Segment before, long lastSequence, int room, String run)
        throws IOException;
  }

  Appender(ReentrantLock lock, Sync sync, Owner owner, Index index, Rolling rolling, String place) {
    this.lock = lock;
    this.idle = lock.newCondition();
    this.handedOver = lock.newCondition();
    this.gathered = lock.newCondition();
    this.sync = sync;
    this.owner = owner;
    this.index = index;
    this.rolling = rolling;
    this.place = place;
    this.given = Frame.epochStart(owner.epoch());
    this.written = given;
  }

  /**
   * Takes over a frame whose body is there, and gives it a sequence number; it is safe after {@link
   * #await}.
   */
  long add(String run, ByteWriter frame, byte type, List<String> payloads) {
    byte[] bytes = frame.array();
    int length = frame.length();
    int room = Frame.room(length);
    lock.lock();
    try {
      Segment segment = room(room, run);
      RunTrace trace = index.trace(run);
      if (trace.refused != null) {
        throw new JournalException(run, "run " + run + " cannot go on: " + trace.refused, null);
      }
      for (int i = 0; i < payloads.size(); i++) {
        index.refers(trace, payloads.get(i));
      }
      long sequence = given + 1;
      Frame.begin(bytes, length, type, sequence, trace.next);
      if (sync == Sync.GROUP) {
        given = sequence;
        reserved += room;
        pending.add(bytes, length, trace, Thread.currentThread());
        if (pending.waiting == awaited) {
          hurry();
        }
      } else {
        writeNow(segment, bytes, length, room);
        index.added(trace, segment, reserved, trace.next, sequence, type == RecordCodec.ENDED);
        advance(segment, sequence, room);
      }
      trace.next++;
      return sequence;
    } catch (IOException e) {
      throw failed(run, e);
    } finally {
      lock.unlock();
    }
  }

  /** Appends the release of a run, which nobody waits for. */
  void release(String run, ByteWriter frame) {
    lock.lock();
    try {
      RunTrace trace = index.runs().get(run);
      if (trace == null) {
        return;
      }
      int length = frame.length();
      int room = Frame.room(length);
      Segment segment = room(room, run);
      index.detach(run);
      long sequence = given + 1;
      Frame.begin(frame.array(), length, Frame.RELEASED, sequence, 0);
      if (sync != Sync.GROUP) {
        writeNow(segment, frame.array(), length, room);
        index.released(run, trace, segment, reserved, sequence);
        advance(segment, sequence, room);
      } else {
        given = sequence;
        reserved += room;
        pending.add(frame.array(), length, trace, null);
      }
    } catch (IOException e) {
      throw failed(run, e);
    } finally {
      lock.unlock();
    }
  }

  private void writeNow(Segment segment, byte[] bytes, int length, int room) throws IOException {
    try {
      owner.check();
      Frame.finish(bytes, 0, segment.durable);
      if (sync == Sync.STRICT) {
        segment.file.writeDurably(reserved, bytes, 0, length);
        segment.durable = reserved + room;
      } else {
        segment.file.write(reserved, bytes, 0, length);
      }
    } catch (IOException e) {
      poison(e);
      throw e;
    }
  }

  private void advance(Segment segment, long sequence, int room) {
    given = sequence;
    written = sequence;
    reserved += room;
    segment.end = reserved;
  }

  /** The active segment, with so much room. */
  private Segment room(int room, String run) throws IOException {
    while (true) {
      check(run);
      if (draining > 0) {
        idle.awaitUninterruptibly();
        continue;
      }
      Segment segment = active;
      if (segment != null && reserved + room <= segment.capacity) {
        return segment;
      }
      if (pending.count > 0 || writing) {
        // Only a step: somebody else may have found the next segment meanwhile.
        stepToIdle();
        continue;
      }
      try {
        Segment next = rolling.next(segment, written(), room, run);
        if (next != null) {
          active = next;
          reserved = next.end;
        }
      } catch (IOException e) {
        poison(e);
        throw e;
      }
    }
  }

  private long written() {
    Segment segment = active;
    return segment == null ? 0 : segment.lastSequence;
  }

  private void check(String run) {
    if (failure != null) {
      throw new JournalException(run, failure, null);
    }
    if (closed) {
      throw new JournalException(run, "the journal in " + place + " is closed", null);
    }
  }

  // --- writing batches

  /**
   * Writes what is pending; called by whoever set {@link #writing}, without the lock.
   *
   * @return how many had waited for it
   */
  private int writeBatch() {
    Batch batch;
    Segment segment;
    int start;
    lock.lock();
    try {
      batch = pending;
      pending = spare;
      segment = java.util.Objects.requireNonNull(active);
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
    int woken = batch.waiting;
    batch.wakeAll();
    batch.clear();
    spare = batch;
    return woken;
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
    idle.signalAll();
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
        long start = System.nanoTime();
        int woken = writeBatch();
        long took = System.nanoTime() - start;
        lock.lock();
        try {
          gather(pending.waiting + woken, took);
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

  /**
   * Waits for those who were just woken, who mostly append again at once; no longer than a write
   * takes. Otherwise they and the others would take turns: two writes where one does.
   */
  private void gather(int crowd, long limit) {
    boolean hurried = failure != null || lock.hasWaiters(idle);
    awaited = hurried || crowd == 1 ? 0 : crowd;
    long left = limit;
    while (left > 0 && pending.waiting < awaited) {
      try {
        left = gathered.awaitNanos(left);
      } catch (InterruptedException e) {
        left = 0; // nobody interrupts this thread on purpose
      }
    }
    awaited = 0;
  }

  /** Ends the waiting for others to write with; called with the lock held. */
  private void hurry() {
    awaited = 0;
    gathered.signal();
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

  /**
   * Writes what is pending and waits for whoever is writing. Called with the lock held, once; until
   * it is let go nothing is added.
   */
  void drain() {
    draining++;
    while (failure == null && (pending.count > 0 || writing)) {
      stepToIdle();
    }
    draining--;
    idle.signalAll();
  }

  /** Writes what is pending, or waits until nobody writes; the lock is let go meanwhile. */
  private void stepToIdle() {
    if (writing) {
      hurry();
      idle.awaitUninterruptibly();
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

  // --- the end

  String explained(IOException cause) {
    return "the journal in "
        + place
        + " has stopped: a write failed ("
        + cause.getMessage()
        + "), and what a later write would do is unknown. What was acknowledged before is safe."
        + " Close the runtime, check the disk, and build it again";
  }

  private void poison(IOException cause) {
    stop(explained(cause));
  }

  /** From now on nothing is written; called with the lock held. */
  void stop(String reason) {
    if (failure == null) {
      failure = reason;
      pending.wakeAll();
      idle.signalAll();
      hurry();
    }
  }

  private JournalException failed(String run, IOException cause) {
    return new JournalException(run, failure != null ? failure : cause.toString(), cause);
  }

  /** Why nothing is written any more; null if it is. */
  @Nullable String failure() {
    return failure;
  }

  /** Number of the last record that was written. */
  long last() {
    return written;
  }

  /** The segment that is written to; called with the lock held. */
  @Nullable Segment active() {
    return active;
  }

  /** Begins a new segment with the next record; called with the lock held, after a drain. */
  @Nullable Segment leaveActive() {
    Segment left = active;
    active = null;
    return left;
  }

  /** Writes the releases that wait for others to be written with; called with the lock held. */
  void flush() {
    if (pending.count > 0 && !writing) {
      stepToIdle();
    }
  }

  /** Writes what is pending and takes nothing more. */
  void close() {
    lock.lock();
    try {
      drain();
      closed = true;
      handedOver.signal();
    } finally {
      lock.unlock();
    }
  }
}

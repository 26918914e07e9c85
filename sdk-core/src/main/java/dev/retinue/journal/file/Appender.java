package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where records are added: each gets its number and its place in the segment that is written to.
 * {@link GroupCommit} writes those that share a write; the others are written here, one by one.
 * Thread-safe.
 */
final class Appender {
  private final ReentrantLock lock;
  private final Sync sync;
  private final Owner owner;
  private final Index index;
  private final GroupCommit commit;
  private final Rolling rolling;
  private final String place;

  // Guarded by lock.
  private @Nullable Segment active;
  private int reserved;
  private long given;
  private int draining;
  private boolean closed;

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
    this.sync = sync;
    this.owner = owner;
    this.index = index;
    this.rolling = rolling;
    this.place = place;
    this.commit = new GroupCommit(lock, owner, index, place);
    this.given = commit.last();
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
        commit.add(segment, bytes, length, trace, Thread.currentThread());
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

  /**
   * Waits until a record is as safe as it will be.
   *
   * @throws JournalException if it was not written
   */
  void await(String run, long sequence) {
    commit.await(run, sequence);
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
        commit.add(segment, frame.array(), length, trace, null);
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
    commit.advance(sequence);
    reserved += room;
    segment.end = reserved;
  }

  /** The active segment, with so much room. */
  private Segment room(int room, String run) throws IOException {
    while (true) {
      check(run);
      if (draining > 0) {
        commit.awaitChange();
        continue;
      }
      Segment segment = active;
      if (segment != null && reserved + room <= segment.capacity) {
        return segment;
      }
      if (!commit.isIdle()) {
        // Only a step: somebody else may have found the next segment meanwhile.
        commit.stepToIdle();
        continue;
      }
      try {
        Segment next = rolling.next(segment, lastSequence(), room, run);
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

  private long lastSequence() {
    Segment segment = active;
    return segment == null ? 0 : segment.lastSequence;
  }

  private void check(String run) {
    String failure = failure();
    if (failure != null) {
      throw new JournalException(run, failure, null);
    }
    if (closed) {
      throw new JournalException(run, "the journal in " + place + " is closed", null);
    }
  }

  /**
   * Writes what is pending and waits for whoever is writing. Called with the lock held, once; until
   * it is let go nothing is added.
   */
  void drain() {
    draining++;
    while (failure() == null && !commit.isIdle()) {
      commit.stepToIdle();
    }
    draining--;
    commit.lookAgain();
  }

  /** Writes the releases that wait for others; called with the lock held. */
  void flush() {
    commit.flush();
  }

  private void poison(IOException cause) {
    commit.stop(explained(cause));
  }

  private JournalException failed(String run, IOException cause) {
    String failure = failure();
    return new JournalException(run, failure != null ? failure : cause.toString(), cause);
  }

  String explained(IOException cause) {
    return commit.explained(cause);
  }

  /** From now on nothing is written; called with the lock held. */
  void stop(String reason) {
    commit.stop(reason);
  }

  /** Why nothing is written any more; null if it is. */
  @Nullable String failure() {
    return commit.failure();
  }

  /** Number of the last record that was written. */
  long last() {
    return commit.last();
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

  /** Writes what is pending and takes nothing more. */
  void close() {
    lock.lock();
    try {
      drain();
      closed = true;
      commit.close();
    } finally {
      lock.unlock();
    }
  }
}

package dev.retinue.journal.file;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Frames that are written together. Filled under the journal's lock, written by one thread. */
final class Batch {
  byte[] bytes = new byte[64 << 10];
  int length;
  int count;

  /** Where they are written to. */
  @Nullable Segment segment;

  private int[] places = new int[64];
  private @Nullable RunTrace[] traces = new RunTrace[64];
  private @Nullable Thread[] waiters = new Thread[64];

  /** Adds a frame that was begun. */
  void add(byte[] frame, int frameLength, @Nullable RunTrace trace, @Nullable Thread waiter) {
    int room = Frame.room(frameLength);
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + room, 2 * bytes.length));
    }
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      traces = Arrays.copyOf(traces, 2 * count);
      waiters = Arrays.copyOf(waiters, 2 * count);
    }
    System.arraycopy(frame, 0, bytes, length, frameLength);
    Arrays.fill(bytes, length + frameLength, length + room, (byte) 0);
    places[count] = length;
    traces[count] = trace;
    waiters[count] = waiter;
    count++;
    length += room;
  }

  int place(int i) {
    return places[i];
  }

  /** The run that the frame belongs to; that it had, if the frame is a release. */
  @Nullable RunTrace trace(int i) {
    return traces[i];
  }

  /** Wakes all who wait for it but the caller. */
  void wakeAll() {
    Thread caller = Thread.currentThread();
    for (int i = 0; i < count; i++) {
      Thread waiter = waiters[i];
      if (waiter != null && !waiter.equals(caller)) {
        LockSupport.unpark(waiter);
      }
    }
  }

  void clear() {
    Arrays.fill(traces, 0, count, null);
    Arrays.fill(waiters, 0, count, null);
    length = 0;
    count = 0;
    if (bytes.length > 4 << 20) {
      bytes = new byte[64 << 10];
    }
  }
}

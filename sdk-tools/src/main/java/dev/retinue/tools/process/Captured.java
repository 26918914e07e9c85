package dev.retinue.tools.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The beginning and the end of a stream that may be endless, in a fixed amount of memory.
 * Thread-safe.
 */
final class Captured {
  private static final int CHUNK = 16_384;
  private final ReentrantLock lock = new ReentrantLock();
  private final byte[] head;
  private final byte[] tail;
  private long total;

  Captured(int most) {
    this.head = new byte[most / 2];
    this.tail = new byte[most - head.length];
  }

  /** Reads to the end of the stream, or to where it is closed because the program was killed. */
  void drain(InputStream stream) {
    byte[] buffer = new byte[CHUNK];
    int read = next(stream, buffer);
    while (read >= 0) {
      take(buffer, read);
      read = next(stream, buffer);
    }
  }

  private static int next(InputStream stream, byte[] buffer) {
    try {
      return stream.read(buffer);
    } catch (IOException closed) {
      return -1;
    }
  }

  void take(byte[] bytes, int count) {
    lock.lock();
    try {
      int toHead = Math.clamp(head.length - total, 0, count);
      if (toHead > 0) {
        System.arraycopy(bytes, 0, head, (int) total, toHead);
      }
      for (int i = Math.max(toHead, count - tail.length); i < count; i++) {
        tail[(int) ((total + i - head.length) % tail.length)] = bytes[i];
      }
      total += count;
    } finally {
      lock.unlock();
    }
  }

  ProcessResult.Written written() {
    lock.lock();
    try {
      if (total <= head.length) {
        return new ProcessResult.Written(text(head, (int) total), total, false);
      }
      long afterHead = total - head.length;
      long dropped = Math.max(0, afterHead - tail.length);
      byte[] kept = new byte[(int) (total - dropped)];
      System.arraycopy(head, 0, kept, 0, head.length);
      for (int i = head.length; i < kept.length; i++) {
        kept[i] = tail[(int) ((dropped + i - head.length) % tail.length)];
      }
      if (dropped == 0) {
        return new ProcessResult.Written(text(kept, kept.length), total, false);
      }
      String end = new String(kept, head.length, tail.length, StandardCharsets.UTF_8);
      return new ProcessResult.Written(
          text(kept, head.length) + "\n[... " + dropped + " bytes left out ...]\n" + end,
          total,
          true);
    } finally {
      lock.unlock();
    }
  }

  private static String text(byte[] bytes, int count) {
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }
}

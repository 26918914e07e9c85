package dev.retinue.journal.file;

import java.io.IOException;

/** Reads the frames of a file through a window that moves over it. Confined to one thread. */
final class FrameReader {
  private final StorageFile file;
  private final long limit;
  private final int windowSize;
  private byte[] window = new byte[0];
  private long from;
  private int filled;
  private int at;

  /**
   * @param limit where the file is taken to end
   * @param window how much is read at once, unless a frame is longer
   */
  FrameReader(StorageFile file, long limit, int window) {
    this.file = file;
    this.limit = limit;
    this.windowSize = window;
  }

  /** Goes to a place; whether an intact frame is there. */
  boolean find(long position) throws IOException {
    if (!plausible(position)) {
      return false;
    }
    need(position, Frame.length(window, at));
    return Frame.intact(window, at);
  }

  private boolean plausible(long position) throws IOException {
    if (position < 0 || position + Frame.HEADER > limit) {
      return false;
    }
    need(position, Frame.HEADER);
    return Frame.plausible(window, at, limit - position)
        && Frame.room(Frame.length(window, at)) <= limit - position;
  }

  /** The first intact frame from a place on whose number is higher; -1 if there is none. */
  long findAfter(long position, long sequence) throws IOException {
    for (long next = position; next + Frame.HEADER <= limit; next += 8) {
      if (find(next) && Frame.sequence(window, at) > sequence) {
        return next;
      }
    }
    return -1;
  }

  private void need(long position, int count) throws IOException {
    if (position < from || position + count > from + filled) {
      int size = (int) Math.min(Math.max(windowSize, count), limit - position);
      if (window.length < size) {
        window = new byte[size];
      }
      file.read(position, window, 0, size);
      from = position;
      filled = size;
    }
    at = (int) (position - from);
  }

  /** The array that holds the frame that was found, at {@link #at}. */
  byte[] bytes() {
    return window;
  }

  int at() {
    return at;
  }

  int length() {
    return Frame.length(window, at);
  }

  long sequence() {
    return Frame.sequence(window, at);
  }

  byte type() {
    return Frame.type(window, at);
  }

  int ordinal() {
    return Frame.ordinal(window, at);
  }

  int durable() {
    return Frame.durable(window, at);
  }

  /** The run of the frame that was found. */
  String run() {
    return ByteReader.body(window, at).readString();
  }

  ByteReader body() {
    return ByteReader.body(window, at);
  }
}

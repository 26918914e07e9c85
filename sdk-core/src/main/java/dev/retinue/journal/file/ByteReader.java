package dev.retinue.journal.file;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads what {@link ByteWriter} wrote. Confined to one thread. */
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  ByteReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** The body of the frame at this place. */
  static ByteReader body(byte[] bytes, int frame) {
    return new ByteReader(bytes, frame + Frame.HEADER, frame + Frame.length(bytes, frame));
  }

  private int take(int count) {
    if (count < 0 || count > end - at) {
      throw new IllegalStateException(
          "an entry of a segment checks out but ends too early; it was written by another version");
    }
    int from = at;
    at += count;
    return from;
  }

  boolean atEnd() {
    return at == end;
  }

  int readByte() {
    return bytes[take(1)];
  }

  int readCount() {
    return Math.toIntExact(readVar());
  }

  long readVar() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[take(1)];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  long readLong() {
    return Frame.getLong(bytes, take(8));
  }

  int readInt() {
    return Frame.getInt(bytes, take(4));
  }

  byte[] readBytes(int count) {
    int from = take(count);
    return java.util.Arrays.copyOfRange(bytes, from, from + count);
  }

  String readString() {
    int count = readCount();
    return new String(bytes, take(count), count, StandardCharsets.UTF_8);
  }

  Instant readInstant() {
    long second = readLong();
    return Instant.ofEpochSecond(second, readInt());
  }
}

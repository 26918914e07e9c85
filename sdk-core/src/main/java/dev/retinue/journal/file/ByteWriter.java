package dev.retinue.journal.file;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A growing byte array. Confined to one thread. */
final class ByteWriter {
  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Begins again, with so many bytes left open in front. */
  void reset(int open) {
    length = open;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void need(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  void putByte(int value) {
    need(1);
    bytes[length++] = (byte) value;
  }

  void putVar(long value) {
    need(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void putLong(long value) {
    need(8);
    Frame.putLong(bytes, length, value);
    length += 8;
  }

  void putInt(int value) {
    need(4);
    Frame.putInt(bytes, length, value);
    length += 4;
  }

  void putBytes(byte[] source, int offset, int count) {
    need(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  void putString(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putVar(encoded.length);
    putBytes(encoded, 0, encoded.length);
  }

  void putInstant(Instant instant) {
    putLong(instant.getEpochSecond());
    putInt(instant.getNano());
  }
}

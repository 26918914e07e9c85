package dev.retinue.journal.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The layout of one entry of a segment, in a byte array. Little-endian, beginning at a multiple of
 * eight:
 *
 * <pre>
 *  0  int   marker
 *  4  int   CRC32C of everything from 8 to the end of the body
 *  8  int   length of the body
 * 12  byte  type; three bytes are zero
 * 16  long  sequence number: the epoch in the upper 24 bits, then a count from 1
 * 24  int   how far the segment was durable when this was written
 * 28  int   number of the record in its run, from 0
 * 32  body, then zeros up to a multiple of eight
 * </pre>
 *
 * <p>How far the segment was durable tells a torn tail from damage: a frame that does not check out
 * before a place that a later frame calls durable had been acknowledged.
 */
final class Frame {
  static final int HEADER = 32;
  static final int MARKER = 0x4e524a52;

  /** A run's records may be dropped; the body is the run. */
  static final byte RELEASED = 100;

  /** Index of a sealed segment. */
  static final byte FOOTER = 101;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int EPOCH_SHIFT = 40;

  private Frame() {}

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** The sequence number of the first record of an epoch, less one. */
  static long epochStart(long epoch) {
    return epoch << EPOCH_SHIFT;
  }

  static long epochOf(long sequence) {
    return sequence >>> EPOCH_SHIFT;
  }

  /** What a frame takes in its segment, given the length of header and body. */
  static int room(int length) {
    return (length + 7) & ~7;
  }

  /** Fills in the header of a frame whose body is there already, at the beginning of an array. */
  static void begin(byte[] bytes, int length, byte type, long sequence, int ordinal) {
    putInt(bytes, 0, MARKER);
    putInt(bytes, 8, length - HEADER);
    putInt(bytes, 12, type & 0xff);
    putLong(bytes, 16, sequence);
    putInt(bytes, 28, ordinal);
  }

  /** Says in a frame that was begun how far the segment is durable, and adds the checksum. */
  static void finish(byte[] bytes, int at, int durable) {
    putInt(bytes, at + 24, durable);
    putInt(bytes, at + 4, crc(bytes, at + 8, at + length(bytes, at)));
  }

  /** Length of header and body, as the header at this place says. */
  static int length(byte[] bytes, int at) {
    return HEADER + getInt(bytes, at + 8);
  }

  /** Whether the header at this place may be one: worth reading the rest. */
  static boolean plausible(byte[] bytes, int at, long available) {
    int body = getInt(bytes, at + 8);
    return getInt(bytes, at) == MARKER && body >= 0 && body <= available - HEADER;
  }

  /** Whether the plausible frame at this place is what was written. */
  static boolean intact(byte[] bytes, int at) {
    return getInt(bytes, at + 4) == crc(bytes, at + 8, at + length(bytes, at));
  }

  static byte type(byte[] bytes, int at) {
    return bytes[at + 12];
  }

  static long sequence(byte[] bytes, int at) {
    return getLong(bytes, at + 16);
  }

  static int durable(byte[] bytes, int at) {
    return getInt(bytes, at + 24);
  }

  static int ordinal(byte[] bytes, int at) {
    return getInt(bytes, at + 28);
  }
}

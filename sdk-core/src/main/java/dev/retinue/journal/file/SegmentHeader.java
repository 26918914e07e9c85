package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment: magic, format version and a checksum of these two, which every
 * version keeps as they are; then the rest with a checksum of its own.
 *
 * @param journal id of the journal
 * @param number of this segment, from 1
 * @param through the last segment whose records are here too, after a compaction; else the number
 * @param epoch that wrote it
 * @param previous sequence number of the last record before this segment; 0 if there was none
 * @param last sequence number of its last record if it was known from the beginning, as after a
 *     compaction; else 0
 */
record SegmentHeader(UUID journal, int number, int through, long epoch, long previous, long last) {
  static final int SIZE = 128;
  static final int VERSION = 1;
  private static final long MAGIC = 0x4c4e524a2d544552L;

  byte[] encoded() {
    byte[] bytes = new byte[SIZE];
    putPrefix(bytes, MAGIC);
    Frame.putLong(bytes, 16, journal.getMostSignificantBits());
    Frame.putLong(bytes, 24, journal.getLeastSignificantBits());
    Frame.putInt(bytes, 32, number);
    Frame.putInt(bytes, 36, through);
    Frame.putLong(bytes, 40, epoch);
    Frame.putLong(bytes, 48, previous);
    Frame.putLong(bytes, 56, last);
    Frame.putInt(bytes, 64, Frame.crc(bytes, 0, 64));
    return bytes;
  }

  /**
   * The header in these bytes; null if they are not one.
   *
   * @throws JournalException if a newer version wrote it
   */
  static @Nullable SegmentHeader decoded(byte[] bytes, String name) {
    if (!checkPrefix(bytes, MAGIC, name) || Frame.getInt(bytes, 64) != Frame.crc(bytes, 0, 64)) {
      return null;
    }
    return new SegmentHeader(
        new UUID(Frame.getLong(bytes, 16), Frame.getLong(bytes, 24)),
        Frame.getInt(bytes, 32),
        Frame.getInt(bytes, 36),
        Frame.getLong(bytes, 40),
        Frame.getLong(bytes, 48),
        Frame.getLong(bytes, 56));
  }

  static void putPrefix(byte[] bytes, long magic) {
    Frame.putLong(bytes, 0, magic);
    Frame.putInt(bytes, 8, VERSION);
    Frame.putInt(bytes, 12, Frame.crc(bytes, 0, 12));
  }

  /** Whether it begins with this magic and our version. */
  static boolean checkPrefix(byte[] bytes, long magic, String name) {
    if (Frame.getLong(bytes, 0) != magic || Frame.getInt(bytes, 12) != Frame.crc(bytes, 0, 12)) {
      return false;
    }
    int version = Frame.getInt(bytes, 8);
    if (version > VERSION) {
      throw new JournalException(
          "",
          name
              + " was written by a newer version of this library: format "
              + version
              + ", this one reads up to "
              + VERSION
              + "; use the newer version, or another home",
          null);
    }
    return true;
  }
}

package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index at the end of a sealed segment: a frame, then, as the last bytes of the file, where
 * that frame is. All that recovery reads of a sealed segment.
 *
 * @param lastSequence number of the last record in the segment or before it
 */
record Footer(long lastSequence, List<Entry> entries, List<Released> releases) {
  private static final int TRAILER = 16;
  private static final int TRAILER_MARK = 0x444e4552;

  /** A stretch of a run. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(
      String run,
      boolean ended,
      int firstOrdinal,
      long firstSequence,
      int[] offsets,
      List<String> payloads) {}

  /** The release of a run. */
  record Released(String run, long sequence, int offset) {}

  /** Frame and trailer, to be written where the frames end; the file ends after them. */
  byte[] encoded(int at) {
    ByteWriter out = new ByteWriter(4096);
    out.reset(Frame.HEADER);
    out.putLong(lastSequence);
    out.putVar(entries.size());
    for (Entry entry : entries) {
      out.putString(entry.run);
      out.putByte(entry.ended ? 1 : 0);
      out.putVar(entry.firstOrdinal);
      out.putVar(entry.firstSequence);
      out.putVar(entry.offsets.length);
      int before = 0;
      for (int offset : entry.offsets) {
        out.putVar((offset - before) >>> 3);
        before = offset;
      }
      out.putVar(entry.payloads.size());
      entry.payloads.forEach(out::putString);
    }
    out.putVar(releases.size());
    for (Released release : releases) {
      out.putString(release.run);
      out.putVar(release.sequence);
      out.putVar(release.offset);
    }
    int length = out.length();
    Frame.begin(out.array(), length, Frame.FOOTER, lastSequence, 0);
    Frame.finish(out.array(), 0, at);
    while (out.length() < Frame.room(length)) {
      out.putByte(0);
    }
    int trailer = out.length();
    out.putInt(TRAILER_MARK);
    out.putInt(at);
    out.putInt(length);
    out.putInt(Frame.crc(out.array(), trailer, trailer + 12));
    return java.util.Arrays.copyOf(out.array(), out.length());
  }

  /** Where the footer of a file is; -1 if it has none that checks out. */
  static int place(StorageFile file) throws IOException {
    long size = file.size();
    if (size < SegmentHeader.SIZE + Frame.HEADER + TRAILER) {
      return -1;
    }
    byte[] trailer = new byte[TRAILER];
    file.read(size - TRAILER, trailer, 0, TRAILER);
    int at = Frame.getInt(trailer, 4);
    boolean good =
        Frame.getInt(trailer, 0) == TRAILER_MARK
            && Frame.getInt(trailer, 12) == Frame.crc(trailer, 0, 12)
            && at >= SegmentHeader.SIZE
            && at + (long) Frame.room(Frame.getInt(trailer, 8)) + TRAILER == size;
    return good ? at : -1;
  }

  /** Reads the footer at a place; null if it does not check out. */
  static @Nullable Footer read(StorageFile file, int at) throws IOException {
    FrameReader reader = new FrameReader(file, file.size() - TRAILER, 0);
    return reader.find(at) && reader.type() == Frame.FOOTER ? decoded(reader.body()) : null;
  }

  private static Footer decoded(ByteReader in) {
    long lastSequence = in.readLong();
    int count = in.readCount();
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String run = in.readString();
      boolean ended = in.readByte() == 1;
      int firstOrdinal = in.readCount();
      long firstSequence = in.readVar();
      int[] offsets = new int[in.readCount()];
      int before = 0;
      for (int j = 0; j < offsets.length; j++) {
        before += in.readCount() << 3;
        offsets[j] = before;
      }
      int payloadCount = in.readCount();
      List<String> payloads = new ArrayList<>(payloadCount);
      for (int j = 0; j < payloadCount; j++) {
        payloads.add(in.readString());
      }
      entries.add(new Entry(run, ended, firstOrdinal, firstSequence, offsets, payloads));
    }
    int releaseCount = in.readCount();
    List<Released> releases = new ArrayList<>(releaseCount);
    for (int i = 0; i < releaseCount; i++) {
      releases.add(new Released(in.readString(), in.readVar(), in.readCount()));
    }
    return new Footer(lastSequence, entries, releases);
  }
}

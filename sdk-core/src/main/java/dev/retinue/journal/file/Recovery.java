package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a folder holds, reading only the indexes of sealed segments, and every frame of
 * those that were not sealed. Writes nothing but the deletion of what a crash left half made, so
 * that a crash during recovery changes nothing.
 *
 * <p>In the last segment, frames that do not check out are the torn tail of a write that nobody was
 * told of, and the log ends there, unless a later frame says that the place had been durable.
 * Anywhere else they are damage, and every run is refused that lost records or may have.
 */
final class Recovery {
  static final String SPARE = "spare-";
  static final String TEMPORARY = ".tmp";
  private static final int WINDOW = 1 << 20;

  /** Records may be missing from here on, and nothing says whose. */
  private record Gap(int segment, int offset) {}

  private final Storage storage;
  private final Index index;
  private final List<Gap> gaps = new ArrayList<>();
  private final Map<Segment, SegmentHeader> headers = new HashMap<>();
  final List<Damage> damages = new ArrayList<>();
  final TreeMap<Integer, Segment> segments = new TreeMap<>();
  long last;

  Recovery(Storage storage, Index index) {
    this.storage = storage;
    this.index = index;
  }

  void run(List<String> names) throws IOException {
    open(names);
    List<Segment> inOrder = List.copyOf(segments.values());
    for (int i = 0; i < inOrder.size(); i++) {
      Segment segment = inOrder.get(i);
      segment.lastSequence = last;
      Footer footer = footer(segment);
      if (footer != null) {
        take(segment, footer);
      } else {
        boolean isLast = i == inOrder.size() - 1;
        SegmentHeader next = isLast ? null : headers.get(inOrder.get(i + 1));
        walk(segment, isLast, next);
      }
      last = Math.max(last, segment.lastSequence);
    }
    suspect();
  }

  UUID journal(UUID fresh) {
    return headers.values().stream().map(SegmentHeader::journal).findFirst().orElse(fresh);
  }

  long epoch() {
    return Math.max(
        Frame.epochOf(last),
        headers.values().stream().mapToLong(SegmentHeader::epoch).max().orElse(0));
  }

  private void open(List<String> names) throws IOException {
    for (String name : names) {
      if (name.startsWith(SPARE) || name.endsWith(TEMPORARY)) {
        storage.delete(name);
      } else if (name.startsWith(Segment.PREFIX)) {
        open(name);
      }
    }
    // What was merged into an earlier segment may not have been deleted before a crash.
    int covered = 0;
    for (Segment segment : List.copyOf(segments.values())) {
      if (segment.number <= covered) {
        segments.remove(segment.number);
        headers.remove(segment);
        segment.file.close();
        storage.delete(segment.name());
      } else {
        covered = segment.through;
      }
    }
  }

  private void open(String name) throws IOException {
    int number = Integer.parseInt(name.substring(Segment.PREFIX.length()));
    StorageFile file = storage.open(name);
    SegmentHeader header = null;
    int size = Math.toIntExact(file.size());
    if (size >= SegmentHeader.SIZE) {
      byte[] bytes = new byte[SegmentHeader.SIZE];
      file.read(0, bytes, 0, bytes.length);
      header = SegmentHeader.decoded(bytes, name);
    }
    Segment segment = new Segment(number, header == null ? number : header.through(), file, size);
    if (header == null) {
      damages.add(
          new Damage(name, 0, SegmentHeader.SIZE, "the header does not check out; its records do"));
      segment.damaged = true;
    } else {
      headers.put(segment, header);
    }
    segments.put(number, segment);
  }

  private @Nullable Footer footer(Segment segment) throws IOException {
    int place = Footer.place(segment.file);
    if (place >= 0) {
      Footer footer = Footer.read(segment.file, place);
      if (footer != null) {
        segment.end = place;
        return footer;
      }
    }
    return null;
  }

  /** Takes over what a footer says, in the order in which it was written. */
  private void take(Segment segment, Footer footer) {
    segment.sealed = true;
    record Event(long sequence, Runnable action) {}
    List<Event> events = new ArrayList<>();
    for (Footer.Entry entry : footer.entries()) {
      events.add(new Event(entry.firstSequence(), () -> take(segment, entry)));
    }
    for (Footer.Released release : footer.releases()) {
      events.add(
          new Event(
              release.sequence(),
              () ->
                  index.released(
                      release.run(),
                      index.detach(release.run()),
                      segment,
                      release.offset(),
                      release.sequence())));
    }
    events.sort(Comparator.comparingLong(Event::sequence));
    events.forEach(event -> event.action().run());
    segment.lastSequence = footer.lastSequence();
  }

  private void take(Segment segment, Footer.Entry entry) {
    RunTrace trace = index.trace(entry.run());
    expect(trace, entry.firstOrdinal());
    Stretch stretch =
        new Stretch(trace, entry.firstOrdinal(), entry.firstSequence(), segment, entry.offsets());
    stretch.ended = entry.ended();
    trace.add(stretch);
    trace.next = entry.firstOrdinal() + entry.offsets().length;
    segment.frames += stretch.count();
    segment.live += stretch.count();
    entry.payloads().forEach(payload -> index.refers(trace, payload));
  }

  private static void expect(RunTrace trace, int ordinal) {
    if (trace.next != ordinal && trace.refused == null) {
      trace.refused =
          "its records " + trace.next + " to " + (ordinal - 1) + " are missing from the journal";
    }
  }

  /** Reads the frames of a segment that has no index that checks out. */
  private void walk(Segment segment, boolean isLast, @Nullable SegmentHeader next)
      throws IOException {
    SegmentHeader header = headers.get(segment);
    if (header != null) {
      // A file that is written over still holds records of its former life, with lower numbers.
      segment.lastSequence = Math.max(segment.lastSequence, header.previous());
    }
    FrameReader reader = new FrameReader(segment.file, segment.capacity, WINDOW);
    long at = SegmentHeader.SIZE;
    while (true) {
      if (!reader.find(at) || misplaced(segment, reader)) {
        long resumed = resume(segment, reader, at, isLast, header, next);
        if (resumed < 0) {
          break;
        }
        at = resumed;
      }
      if (reader.type() == Frame.FOOTER) {
        segment.sealed = !segment.damaged;
        break;
      }
      take(segment, reader, (int) at);
      at += Frame.room(reader.length());
      segment.end = (int) at;
    }
  }

  private static boolean misplaced(Segment segment, FrameReader reader) {
    return reader.type() != Frame.FOOTER && reader.sequence() <= segment.lastSequence;
  }

  private void take(Segment segment, FrameReader reader, int at) throws IOException {
    String run = reader.run();
    long sequence = reader.sequence();
    if (reader.type() == Frame.RELEASED) {
      index.released(run, index.detach(run), segment, at, sequence);
      return;
    }
    RunTrace trace = index.trace(run);
    expect(trace, reader.ordinal());
    trace.next = reader.ordinal() + 1;
    index.added(trace, segment, at, reader.ordinal(), sequence, reader.type() == RecordCodec.ENDED);
    for (String payload : RecordCodec.payloads(reader.type(), reader.body())) {
      index.refers(trace, payload);
    }
  }

  /** Where the log goes on after a place that does not check out; -1 if it ends there. */
  private long resume(
      Segment segment,
      FrameReader reader,
      long at,
      boolean isLast,
      @Nullable SegmentHeader header,
      @Nullable SegmentHeader next)
      throws IOException {
    if (header != null && header.last() > 0) {
      if (segment.lastSequence >= header.last()) {
        return -1;
      }
    } else if (next != null && segment.lastSequence >= next.previous()) {
      return -1;
    } else if ((isLast || next == null) && !wasDurable(reader, at, segment.lastSequence)) {
      return -1;
    }
    long resumed = reader.findAfter(at, segment.lastSequence);
    long until = resumed < 0 ? segment.capacity : resumed;
    segment.damaged = true;
    gaps.add(new Gap(segment.number, (int) at));
    damages.add(
        new Damage(segment.name(), at, until, "records that had been written do not check out"));
    return resumed;
  }

  private static boolean wasDurable(FrameReader reader, long place, long sequence)
      throws IOException {
    long later = place;
    while ((later = reader.findAfter(later + 8, sequence)) >= 0) {
      if (reader.durable() > place) {
        return true;
      }
    }
    return false;
  }

  /**
   * A run that goes on after a gap without a jump has nothing in it; of the others nobody knows.
   */
  private void suspect() {
    for (RunTrace trace : index.runs().values()) {
      if (trace.refused != null || trace.isEmpty() || trace.ended()) {
        continue;
      }
      Stretch last = trace.stretches().getLast();
      for (Gap gap : gaps) {
        if (last.segment.number < gap.segment
            || (last.segment.number == gap.segment && last.lastOffset() < gap.offset)) {
          trace.suspected = true;
          trace.refused =
              "its last records may be among those that are damaged in "
                  + Segment.name(gap.segment)
                  + " from byte "
                  + gap.offset;
        }
      }
    }
  }
}

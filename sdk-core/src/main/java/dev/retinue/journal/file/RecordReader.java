package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records back, from where the index says they are. Thread-safe. */
final class RecordReader {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
  private static final int RUN_WINDOW = 8 << 10;
  private static final int SCAN_WINDOW = 1 << 20;

  private final ReentrantLock lock;
  private final Index index;
  private final NavigableMap<Integer, Segment> segments;
  private final RecordCodec.Large large;

  RecordReader(
      ReentrantLock lock,
      Index index,
      NavigableMap<Integer, Segment> segments,
      RecordCodec.Large large) {
    this.lock = lock;
    this.index = index;
    this.segments = segments;
    this.large = large;
  }

  /** Where some records are; their segment is held. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(Segment segment, int end, int[] offsets) {}

  List<JournalRecord> read(String run) {
    List<Place> places;
    lock.lock();
    try {
      RunTrace trace = index.runs().get(run);
      if (trace == null) {
        return List.of();
      }
      if (trace.refused != null) {
        throw refused(run, trace.refused, null);
      }
      places = hold(trace);
    } finally {
      lock.unlock();
    }
    try {
      List<JournalRecord> records = new ArrayList<>();
      for (Place place : places) {
        FrameReader reader = new FrameReader(place.segment.file, place.end, RUN_WINDOW);
        for (int offset : place.offsets) {
          records.add(record(run, place.segment, reader, offset));
        }
      }
      return records;
    } finally {
      letGo(places.stream().map(Place::segment).toList());
    }
  }

  private static List<Place> hold(RunTrace trace) {
    List<Place> places = new ArrayList<>();
    for (Stretch stretch : trace.stretches()) {
      stretch.segment.hold();
      places.add(new Place(stretch.segment, stretch.segment.end, stretch.offsets()));
    }
    return places;
  }

  private void letGo(List<Segment> held) {
    lock.lock();
    try {
      for (Segment segment : held) {
        segment.letGo();
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("a file of the journal did not close cleanly");
    } finally {
      lock.unlock();
    }
  }

  private JournalRecord record(String run, Segment segment, FrameReader reader, int offset) {
    String what;
    @Nullable IOException cause = null;
    try {
      if (reader.find(offset) && reader.run().equals(run)) {
        return RecordCodec.read(reader.type(), reader.body(), large);
      }
      what = "its record at byte " + offset + " of " + segment + " does not check out";
    } catch (IOException e) {
      what = "its record at byte " + offset + " of " + segment + " cannot be read: " + reason(e);
      cause = e;
    }
    refuse(run, segment, what);
    throw refused(run, what, cause);
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException missing
        ? missing.getFile() + " is missing"
        : String.valueOf(e.getMessage());
  }

  private void refuse(String run, Segment segment, String what) {
    lock.lock();
    try {
      RunTrace trace = index.runs().get(run);
      if (trace != null) {
        trace.refused = what;
      }
      segment.damaged = true;
    } finally {
      lock.unlock();
    }
  }

  private static JournalException refused(String run, String what, @Nullable IOException cause) {
    return new JournalException(
        run,
        "run "
            + run
            + " cannot be read: "
            + what
            + ". The other runs go on. Close the runtime and call FileJournal.verify(folder), which"
            + " says what is damaged, then FileJournal.repair(folder, ..)",
        cause);
  }

  List<JournaledRun> runs() {
    List<String> ids = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    List<Boolean> ended = new ArrayList<>();
    lock.lock();
    try {
      for (RunTrace trace : index.runs().values()) {
        Stretch first = trace.isEmpty() ? null : trace.stretches().getFirst();
        if (first != null && first.firstOrdinal == 0) {
          first.segment.hold();
          ids.add(trace.run);
          places.add(new Place(first.segment, first.segment.end, first.offsets()));
          ended.add(trace.ended());
        }
      }
    } finally {
      lock.unlock();
    }
    List<JournaledRun> runs = new ArrayList<>(ids.size());
    try {
      FrameReader reader = null;
      Segment current = null;
      for (int i = 0; i < ids.size(); i++) {
        Place place = places.get(i);
        if (reader == null || current != place.segment) {
          current = place.segment;
          reader = new FrameReader(current.file, place.end, RUN_WINDOW);
        }
        try {
          if (record(ids.get(i), current, reader, place.offsets[0])
              instanceof JournalRecord.RunStarted start) {
            runs.add(new JournaledRun(start, ended.get(i)));
          }
        } catch (JournalException e) {
          LOG.atError().addKeyValue("run", ids.get(i)).log("a run is lost: {}", e.getMessage());
        }
      }
      return runs;
    } finally {
      letGo(places.stream().map(Place::segment).toList());
    }
  }

  /** Hands over what was written before the call, of runs that are not released when it is met. */
  void scan(String journal, long after, BiConsumer<JournalPosition, JournalRecord> consumer) {
    List<Place> places = new ArrayList<>();
    lock.lock();
    try {
      for (Segment segment : segments.values()) {
        if (segment.lastSequence > after) {
          segment.hold();
          places.add(new Place(segment, segment.end, new int[0]));
        }
      }
    } finally {
      lock.unlock();
    }
    try {
      for (Place place : places) {
        scan(place, journal, after, consumer);
      }
    } catch (IOException e) {
      throw new JournalException("", "the journal cannot be read: " + reason(e), e);
    } finally {
      letGo(places.stream().map(Place::segment).toList());
    }
  }

  private void scan(
      Place place, String journal, long after, BiConsumer<JournalPosition, JournalRecord> consumer)
      throws IOException {
    FrameReader reader = new FrameReader(place.segment.file, place.end, SCAN_WINDOW);
    long last = 0;
    long at = SegmentHeader.SIZE;
    while (at < place.end) {
      if (!reader.find(at)) {
        LOG.atError().log("{} is damaged at byte {}", place.segment, at);
        at = reader.findAfter(at, last);
        if (at < 0) {
          return;
        }
      }
      long sequence = reader.sequence();
      if (reader.type() < Frame.RELEASED && sequence > after && isNeeded(reader.run(), sequence)) {
        JournalRecord record = null;
        try {
          record = RecordCodec.read(reader.type(), reader.body(), large);
        } catch (IOException e) {
          refuse(reader.run(), place.segment, reason(e));
          LOG.atError().addKeyValue("run", reader.run()).setCause(e).log("a record is lost");
        }
        if (record != null) {
          consumer.accept(new JournalPosition(journal, sequence), record);
        }
      }
      last = sequence;
      at += Frame.room(reader.length());
    }
  }

  private boolean isNeeded(String run, long sequence) {
    lock.lock();
    try {
      RunTrace trace = index.runs().get(run);
      return trace != null
          && !trace.isEmpty()
          && trace.stretches().getFirst().firstSequence <= sequence;
    } finally {
      lock.unlock();
    }
  }
}

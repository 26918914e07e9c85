package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes what is needed of neighbouring segments into one that takes the place of the first, in one
 * step; the others are then deleted, by the next recovery if a crash comes between. Records keep
 * their sequence numbers.
 */
final class Rewriting {
  private static final int WINDOW = 256 << 10;

  private final ReentrantLock lock;
  private final Storage storage;
  private final Owner owner;
  private final Index index;
  private final NavigableMap<Integer, Segment> segments;

  Rewriting(
      ReentrantLock lock,
      Storage storage,
      Owner owner,
      Index index,
      NavigableMap<Integer, Segment> segments) {
    this.lock = lock;
    this.storage = storage;
    this.owner = owner;
    this.index = index;
    this.segments = segments;
  }

  /** A stretch that is taken along, and where it will be. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Moved(Stretch stretch, int[] from, int[] to, List<String> payloads) {}

  private static final class MovedRelease {
    final Release release;
    final int from;
    int to;

    MovedRelease(Release release) {
      this.release = release;
      this.from = release.offset;
    }
  }

  /** A frame that is taken along. */
  private record Place(int from, Arrival arrived) {}

  private interface Arrival {
    void at(int offset);
  }

  /**
   * @param without runs of which nothing is taken along, their releases neither
   * @return whether it was done; not if a frame does not check out
   */
  boolean rewrite(List<Segment> sources, Set<String> without) throws IOException {
    List<Moved> moved = new ArrayList<>();
    List<MovedRelease> movedReleases = new ArrayList<>();
    List<List<Place>> places = new ArrayList<>();
    long lastSequence;
    lock.lock();
    try {
      for (Segment source : sources) {
        places.add(plan(source, without, moved, movedReleases));
      }
      lastSequence = sources.getLast().lastSequence;
    } finally {
      lock.unlock();
    }
    Segment first = sources.getFirst();
    String unfinished = first.name() + Recovery.TEMPORARY;
    StorageFile target = storage.create(unfinished, 0);
    Segment merged;
    try {
      int end = SegmentHeader.SIZE;
      long lastFrame = 0;
      for (int i = 0; i < sources.size(); i++) {
        Segment source = sources.get(i);
        FrameReader reader = new FrameReader(source.file, source.end, WINDOW);
        for (Place place : places.get(i)) {
          if (!reader.find(place.from)) {
            source.damaged = true;
            target.close();
            storage.delete(unfinished);
            return false;
          }
          int length = reader.length();
          byte[] frame = new byte[Frame.room(length)];
          System.arraycopy(reader.bytes(), reader.at(), frame, 0, length);
          target.write(end, frame, 0, frame.length);
          place.arrived.at(end);
          lastFrame = reader.sequence();
          end += frame.length;
        }
      }
      byte[] footer = footer(lastSequence, moved, movedReleases).encoded(end);
      target.write(end, footer, 0, footer.length);
      SegmentHeader header =
          new SegmentHeader(
              owner.journal(),
              first.number,
              sources.getLast().through,
              owner.epoch(),
              0,
              lastFrame);
      target.write(0, header.encoded(), 0, SegmentHeader.SIZE);
      target.sync();
      merged = new Segment(first.number, header.through(), target, end + footer.length);
      merged.end = end;
      merged.sealed = true;
      merged.lastSequence = lastSequence;
      storage.rename(unfinished, first.name());
      storage.syncNames();
    } catch (IOException e) {
      target.close();
      storage.delete(unfinished);
      throw e;
    }
    for (Segment source : sources.subList(1, sources.size())) {
      storage.delete(source.name());
    }
    storage.syncNames();
    exchange(sources, merged, moved, movedReleases);
    return true;
  }

  private List<Place> plan(
      Segment source, Set<String> without, List<Moved> moved, List<MovedRelease> releases) {
    List<Place> places = new ArrayList<>();
    for (Stretch stretch : source.stretches) {
      if (!stretch.released && !without.contains(stretch.run())) {
        int[] from = stretch.offsets();
        int[] to = new int[from.length];
        moved.add(new Moved(stretch, from, to, List.copyOf(stretch.trace.payloads())));
        for (int i = 0; i < from.length; i++) {
          int which = i;
          places.add(new Place(from[i], offset -> to[which] = offset));
        }
      }
    }
    for (Release release : source.releases) {
      if (index.needs(release) && !without.contains(release.run)) {
        MovedRelease move = new MovedRelease(release);
        releases.add(move);
        places.add(new Place(move.from, offset -> move.to = offset));
      }
    }
    places.sort(Comparator.comparingInt(Place::from));
    return places;
  }

  private static Footer footer(
      long lastSequence, List<Moved> moved, List<MovedRelease> movedReleases) {
    return new Footer(
        lastSequence,
        moved.stream()
            .map(move ->
                new Footer.Entry(
                    move.stretch.run(),
                    move.stretch.ended,
                    move.stretch.firstOrdinal,
                    move.stretch.firstSequence,
                    move.to,
                    move.payloads))
            .toList(),
        movedReleases.stream()
            .map(move -> new Footer.Released(move.release.run, move.release.sequence, move.to))
            .toList());
  }

  private void exchange(
      List<Segment> sources, Segment merged, List<Moved> moved, List<MovedRelease> movedReleases)
      throws IOException {
    lock.lock();
    try {
      for (Moved move : moved) {
        Stretch stretch = move.stretch;
        stretch.moved(merged, move.to);
        merged.stretches.add(stretch);
        merged.frames += stretch.count();
        if (stretch.released) {
          stretch.forget();
        } else {
          merged.live += stretch.count();
        }
      }
      for (MovedRelease move : movedReleases) {
        move.release.segment = merged;
        move.release.offset = move.to;
        merged.releases.add(move.release);
        merged.frames++;
        if (index.needs(move.release)) {
          merged.live++;
        }
      }
      for (Segment source : sources) {
        segments.remove(source.number);
        for (Stretch stretch : source.stretches) {
          if (stretch.segment == source) {
            index.gone(stretch);
          }
        }
        source.retire();
      }
      segments.put(merged.number, merged);
    } finally {
      lock.unlock();
    }
  }
}

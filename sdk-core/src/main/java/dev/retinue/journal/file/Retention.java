package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the log as small as what is needed of it: seals segments, deletes those that nobody needs,
 * and merges those that are mostly not needed. One at a time, under a lock of its own; the
 * journal's is held only to look and to exchange.
 */
final class Retention {
  private static final int FEW = 4;

  private final ReentrantLock turn = new ReentrantLock();
  private final ReentrantLock lock;
  private final Storage storage;
  private final Settings settings;
  private final Index index;
  private final NavigableMap<Integer, Segment> segments;
  private final PayloadFiles payloads;
  private final Rewriting rewriting;
  private final Spares spares;

  Retention(
      ReentrantLock lock,
      Storage storage,
      Settings settings,
      Index index,
      NavigableMap<Integer, Segment> segments,
      PayloadFiles payloads,
      Rewriting rewriting,
      Spares spares) {
    this.lock = lock;
    this.storage = storage;
    this.settings = settings;
    this.index = index;
    this.segments = segments;
    this.payloads = payloads;
    this.rewriting = rewriting;
    this.spares = spares;
  }

  void lock() {
    turn.lock();
  }

  void unlock() {
    turn.unlock();
  }

  /** Writes the index of a segment that takes no more records, and cuts it to its size. */
  void seal(Segment segment) throws IOException {
    Footer footer;
    int end;
    lock.lock();
    try {
      segment.reusable = false;
      end = segment.end;
      footer = footer(segment);
    } finally {
      lock.unlock();
    }
    byte[] bytes = footer.encoded(end);
    segment.file.write(end, bytes, 0, bytes.length);
    segment.file.sync();
    segment.file.truncate(end + bytes.length);
    segment.file.sync();
    lock.lock();
    try {
      segment.sealed = true;
      segment.stretches.stream().filter(stretch -> stretch.released).forEach(Stretch::forget);
    } finally {
      lock.unlock();
    }
  }

  private Footer footer(Segment segment) {
    List<Footer.Entry> entries = new ArrayList<>();
    for (Stretch stretch : segment.stretches) {
      entries.add(
          new Footer.Entry(
              stretch.run(),
              stretch.ended,
              stretch.firstOrdinal,
              stretch.firstSequence,
              stretch.offsets(),
              stretch.released ? List.of() : List.copyOf(stretch.trace.payloads())));
    }
    List<Footer.Released> releases =
        segment.releases.stream()
            .map(release -> new Footer.Released(release.run, release.sequence, release.offset))
            .toList();
    return new Footer(segment.lastSequence, entries, releases);
  }

  /** Whether there is something to delete; called with the journal's lock held. */
  boolean wouldDelete() {
    return segments.values().stream().anyMatch(this::isDead)
        || payloads.garbage()
        || !candidates().isEmpty();
  }

  private boolean isDead(Segment segment) {
    return segment.sealed && !needs(segment);
  }

  /**
   * Whether anything in a segment must stay: records of runs that were not released, and releases
   * of runs of which records are elsewhere. Called with the journal's lock held.
   */
  boolean needs(Segment segment) {
    if (segment.damaged || segment.live > segment.releases.size()) {
      return true;
    }
    if (segment.live == 0) {
      return false;
    }
    Map<String, Integer> here = new HashMap<>();
    for (Stretch stretch : segment.stretches) {
      if (!stretch.released) {
        return true;
      }
      here.merge(stretch.run(), 1, Integer::sum);
    }
    return segment.releases.stream()
        .anyMatch(release ->
            index.needs(release) && release.stretches > here.getOrDefault(release.run, 0));
  }

  /** Gives up a segment that was left and is not needed, if possible to be written over. */
  void reuse(Segment unneeded) throws IOException {
    String name = spares.nameFor(unneeded);
    if (name == null) {
      storage.delete(unneeded.name());
    } else {
      storage.rename(unneeded.name(), name);
    }
    storage.syncNames();
    boolean read;
    lock.lock();
    try {
      drop(unneeded);
      read = unneeded.isHeld();
      if (name == null || read) {
        unneeded.retire();
      } else {
        spares.add(name, unneeded);
      }
    } finally {
      lock.unlock();
    }
    if (name != null && read) {
      storage.delete(name);
    }
  }

  private void drop(Segment segment) {
    segments.remove(segment.number);
    segment.stretches.forEach(index::gone);
  }

  /** Deletes and merges. What it deletes must have been released durably. */
  void sweep() throws IOException {
    deleteDead();
    while (true) {
      List<Segment> group;
      lock.lock();
      try {
        group = candidates();
      } finally {
        lock.unlock();
      }
      if (group.isEmpty() || !rewriting.rewrite(group, Set.of())) {
        break;
      }
      deleteDead();
    }
    payloads.deleteGarbage();
  }

  private void deleteDead() throws IOException {
    while (true) {
      List<Segment> dead;
      lock.lock();
      try {
        dead = segments.values().stream().filter(this::isDead).toList();
      } finally {
        lock.unlock();
      }
      if (dead.isEmpty()) {
        return;
      }
      for (Segment segment : dead) {
        storage.delete(segment.name());
      }
      storage.syncNames();
      lock.lock();
      try {
        for (Segment segment : dead) {
          drop(segment);
          segment.retire();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Neighbours that are worth being merged; none if there are not. */
  private List<Segment> candidates() {
    List<Segment> group = new ArrayList<>();
    for (Segment segment : segments.values()) {
      boolean fits =
          segment.sealed
              && !segment.damaged
              && (isPoor(segment) || isSmall(segment))
              && bytes(group) + needed(segment) <= settings.largestSegment();
      if (!fits) {
        if (isWorthwhile(group)) {
          return group;
        }
        group = new ArrayList<>();
      }
      if (fits) {
        group.add(segment);
      }
    }
    return isWorthwhile(group) ? group : List.of();
  }

  private static boolean isWorthwhile(List<Segment> group) {
    return group.size() >= FEW || group.stream().anyMatch(Retention::isPoor);
  }

  private static boolean isPoor(Segment segment) {
    return segment.live * 2 < segment.frames;
  }

  private boolean isSmall(Segment segment) {
    return segment.end < settings.largestSegment() / 16;
  }

  private static long bytes(List<Segment> group) {
    return group.stream().mapToLong(Retention::needed).sum();
  }

  private static long needed(Segment segment) {
    return segment.frames == 0 ? 0 : (long) segment.end * segment.live / segment.frames;
  }

  /** Removes every byte of runs that were released, durably; everything is sealed. */
  void erase(Set<String> runs) throws IOException {
    for (Segment segment : List.copyOf(sealed())) {
      boolean holds;
      lock.lock();
      try {
        holds =
            segment.stretches.stream().anyMatch(stretch -> runs.contains(stretch.run()))
                || segment.releases.stream().anyMatch(release -> runs.contains(release.run));
      } finally {
        lock.unlock();
      }
      if (holds) {
        rewriting.rewrite(List.of(segment), runs);
      }
    }
    sweep();
    for (String name : storage.names()) {
      if (name.startsWith(JournalRepair.ASIDE)) {
        storage.delete(name);
      }
    }
    storage.syncNames();
  }

  /** Writes damaged segments again, with what is needed of them and checks out. */
  void renew() throws IOException {
    List<Segment> damaged;
    lock.lock();
    try {
      damaged = segments.values().stream().filter(segment -> segment.damaged).toList();
    } finally {
      lock.unlock();
    }
    for (Segment segment : damaged) {
      rewriting.rewrite(List.of(segment), Set.of());
    }
    deleteDead();
  }

  private List<Segment> sealed() {
    lock.lock();
    try {
      return segments.values().stream().filter(segment -> segment.sealed).toList();
    } finally {
      lock.unlock();
    }
  }
}

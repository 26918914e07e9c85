package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Looks at every byte of a journal that nobody has open; and makes one that is damaged whole again,
 * at the price of the runs that the damage touches: their remaining records would repeat what the
 * lost ones say was done. What is damaged is copied to a file of its own before.
 */
final class JournalRepair {
  static final String ASIDE = "damaged-";
  private static final int COPIED = 1 << 20;

  private final Storage storage;
  private final List<Damage> damages = new ArrayList<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private final List<String> aside = new ArrayList<>();
  private final List<Segment> damaged = new ArrayList<>();
  private final Set<String> suspected = new HashSet<>();
  private int runs;
  private long records;

  JournalRepair(Storage storage) {
    this.storage = storage;
  }

  /** Reads everything; changes nothing but to delete what a crash left half made. */
  JournalReport verify() throws IOException {
    List<String> names = storage.names();
    PayloadFiles payloads = new PayloadFiles(storage, true);
    Index index = new Index(payloads::used, payloads::unused);
    Recovery recovery = new Recovery(storage, index);
    recovery.run(names);
    payloads.found(names);
    damages.addAll(recovery.damages);
    RecordReader reader = new RecordReader(new ReentrantLock(), index, recovery.segments, payloads);
    for (RunTrace trace : List.copyOf(index.runs().values())) {
      runs++;
      try {
        List<JournalRecord> found = reader.read(trace.run);
        records += found.size();
      } catch (JournalException e) {
        String reason = String.valueOf(trace.refused);
        refused.put(trace.run, reason);
        if (trace.suspected) {
          suspected.add(trace.run);
        }
        if (recovery.damages.isEmpty()) {
          damages.add(new Damage(trace.stretches().getLast().segment.name(), 0, 0, reason));
        }
      }
    }
    for (Segment segment : recovery.segments.values()) {
      if (segment.damaged) {
        damaged.add(segment);
      }
      segment.file.close();
    }
    return report(recovery.segments.size());
  }

  private JournalReport report(int segments) {
    return new JournalReport(segments, runs, records, damages, refused, aside);
  }

  /** Keeps a copy of what is damaged, then gives up the runs that cannot be read. */
  JournalReport repair(Collection<String> kept) throws IOException {
    JournalReport found = verify();
    if (found.sound() && damaged.isEmpty()) {
      return found;
    }
    for (Segment segment : damaged) {
      copy(segment.name(), ASIDE + segment.name() + "-" + System.nanoTime());
    }
    storage.syncNames();
    kept.stream().filter(suspected::contains).forEach(refused::remove);
    FileJournal journal = FileJournal.openForRepair(storage);
    journal.giveUp(
        Set.copyOf(refused.keySet()),
        kept,
        damaged.stream().map(segment -> segment.number).collect(Collectors.toSet()));
    return report(found.segments());
  }

  private void copy(String from, String to) throws IOException {
    try (StorageFile source = storage.open(from);
        StorageFile target = storage.create(to, 0)) {
      byte[] bytes = new byte[COPIED];
      long size = source.size();
      for (long at = 0; at < size; at += bytes.length) {
        int length = (int) Math.min(bytes.length, size - at);
        source.read(at, bytes, 0, length);
        target.write(at, bytes, 0, length);
      }
      target.sync();
    }
    aside.add(to);
  }
}

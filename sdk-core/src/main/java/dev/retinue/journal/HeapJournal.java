package dev.retinue.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * A journal on the heap: runs can be resumed by another runtime of the same process, not by another
 * process.
 */
public final class HeapJournal implements Journal {
  private final ReentrantLock lock = new ReentrantLock();
  private final String id = UUID.randomUUID().toString();
  private final Map<String, List<Entry>> runs = new LinkedHashMap<>();
  private long last;

  private record Entry(long offset, JournalRecord record) {}

  @Override
  public JournalPosition append(JournalRecord record) {
    lock.lock();
    try {
      runs.computeIfAbsent(record.run(), run -> new ArrayList<>()).add(new Entry(++last, record));
      return new JournalPosition(id, last);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<JournalRecord> read(String run) {
    lock.lock();
    try {
      return runs.getOrDefault(run, List.of()).stream().map(Entry::record).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<JournaledRun> runs() {
    lock.lock();
    try {
      List<JournaledRun> known = new ArrayList<>();
      for (List<Entry> records : runs.values()) {
        if (records.getFirst().record() instanceof JournalRecord.RunStarted start) {
          known.add(
              new JournaledRun(
                  start, records.getLast().record() instanceof JournalRecord.RunEnded));
        }
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void scan(JournalPosition after, BiConsumer<JournalPosition, JournalRecord> reader) {
    TreeMap<Long, Entry> later = new TreeMap<>();
    lock.lock();
    try {
      for (List<Entry> records : runs.values()) {
        for (Entry entry : records) {
          if (!after.covers(new JournalPosition(id, entry.offset))) {
            later.put(entry.offset, entry);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    later
        .values()
        .forEach(entry -> reader.accept(new JournalPosition(id, entry.offset), entry.record));
  }

  @Override
  public JournalPosition end() {
    lock.lock();
    try {
      return new JournalPosition(id, last);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(String run) {
    lock.lock();
    try {
      runs.remove(run);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean durable() {
    return false;
  }
}

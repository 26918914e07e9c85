package dev.retinue.journal.file;

import dev.retinue.health.Health;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write-ahead log in a folder, owned by one journal at a time. Thread-safe.
 *
 * <p>An append that returned survives what its {@link Sync} says. A write or sync that fails stops
 * the journal for good: what it left is unknown until it is opened again. A full disk makes appends
 * wait, for a minute at most; then, or when the waiting thread is interrupted, they fail, and the
 * journal goes on as soon as there is room. Records that are damaged refuse the runs that they
 * belong to, or may, and no others.
 *
 * <p>Positions are sequence numbers that are never given twice, also after a crash that lost
 * records; each opening begins beyond all of the one before.
 */
public final class FileJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Storage storage;
  private final Owner owner;
  private final String id;
  private final Recovery recovery;
  private final PayloadFiles payloads;
  private final Index index;
  private final Retention retention;
  private final Spares spares;
  private final Upkeep upkeep;
  private final Appender appender;
  private final RecordReader reader;
  private final Encoders encoders;
  private final long recovered;

  private final Erasing erasing;
  private boolean closed;

  private FileJournal(Storage storage, Sync sync, Settings settings) throws IOException {
    this.storage = storage;
    List<String> names = storage.names();
    this.payloads = new PayloadFiles(storage, sync != Sync.PROCESS);
    this.encoders = new Encoders(payloads);
    this.index = new Index(payloads::used, payloads::unused);
    this.recovery = new Recovery(storage, index);
    recovery.run(names);
    payloads.found(names);
    this.owner =
        Owner.claim(
            storage, names, new Owner.Known(recovery.journal(UUID.randomUUID()), recovery.epoch()));
    this.id = owner.journal().toString();
    this.recovered =
        Math.max(recovery.last, owner.epoch() > 1 ? Frame.epochStart(owner.epoch()) : 0);
    this.erasing = Erasing.found(storage, names);
    Rewriting rewriting = new Rewriting(lock, storage, owner, index, recovery.segments);
    this.spares = new Spares(lock, storage, sync, settings, owner.epoch());
    this.retention =
        new Retention(
            lock, storage, settings, index, recovery.segments, payloads, rewriting, spares);
    this.upkeep =
        new Upkeep(
            lock,
            storage,
            sync,
            settings,
            owner,
            recovery.segments,
            retention,
            spares,
            recovery.last);
    this.appender = new Appender(lock, sync, owner, index, upkeep, storage.toString());
    this.reader = new RecordReader(lock, index, recovery.segments, payloads);
    upkeep.start(appender);
  }

  /**
   * Opens the journal in a folder, which is made if it does not exist.
   *
   * @throws JournalException if another journal has the folder, a newer version wrote it, or it
   *     cannot be used
   */
  public static FileJournal open(Path folder, Sync sync) {
    return open(take(folder, sync), sync);
  }

  /** Opens the journal in a storage, which it closes in the end. */
  public static FileJournal open(Storage storage, Sync sync) {
    return open(storage, sync, Settings.STANDARD);
  }

  /**
   * Reads every record of the journal in a folder that nobody has open, and says what is damaged
   * and which runs a repair would lose.
   *
   * @throws JournalException if the folder is in use or cannot be read
   */
  public static JournalReport verify(Path folder) {
    return verify(take(folder, Sync.GROUP));
  }

  /** The same in a storage, which is closed. */
  public static JournalReport verify(Storage storage) {
    try (storage) {
      return new JournalRepair(storage).verify();
    } catch (IOException e) {
      throw unusable(storage, e);
    }
  }

  /**
   * Makes a damaged journal whole: the runs that the damage touches, or may touch, are given up,
   * since going on with them could repeat what their lost records say was done; what was damaged is
   * copied to files {@code damaged-...} in the folder first. A sound journal is left alone.
   *
   * @param kept runs to be kept of which nobody can tell whether their last records are missing;
   *     runs that are known to have lost records are given up all the same
   * @return what was found, the runs that were given up, and the files that were put aside
   * @throws JournalException if the folder is in use or cannot be written
   */
  public static JournalReport repair(Path folder, Collection<String> kept) {
    return repair(take(folder, Sync.GROUP), kept);
  }

  /** The same in a storage, which is closed. */
  public static JournalReport repair(Storage storage, Collection<String> kept) {
    try (storage) {
      return new JournalRepair(storage).repair(kept);
    } catch (IOException e) {
      throw unusable(storage, e);
    }
  }

  static FileJournal openForRepair(Storage storage) throws IOException {
    return new FileJournal(storage, Sync.GROUP, Settings.STANDARD);
  }

  /** Releases runs, and writes again the segments of these numbers and those found damaged. */
  void giveUp(Set<String> lost, Collection<String> kept, Set<Integer> damaged) throws IOException {
    retention.lock();
    try {
      lock.lock();
      try {
        for (String run : kept) {
          RunTrace trace = index.runs().get(run);
          if (trace != null && trace.suspected) {
            trace.refused = null;
          }
        }
        for (int number : damaged) {
          Segment segment = recovery.segments.get(number);
          if (segment != null) {
            segment.damaged = true;
          }
        }
      } finally {
        lock.unlock();
      }
      lost.forEach(this::release);
      upkeep.leaveActive();
      upkeep.seal();
      retention.renew();
    } finally {
      retention.unlock();
      close();
    }
  }

  private static Storage take(Path folder, Sync sync) {
    try {
      DiskStorage storage = DiskStorage.take(folder, sync);
      if (storage == null) {
        throw new JournalException(
            "",
            "the journal in "
                + folder
                + " is in use by another runtime, of this process or of another one; close it, or"
                + " give another home",
            null);
      }
      return storage;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  static FileJournal open(Storage storage, Sync sync, Settings settings) {
    try {
      boolean opened = false;
      try {
        FileJournal journal = new FileJournal(storage, sync, settings);
        opened = true;
        for (Damage damage : journal.recovery.damages) {
          LOG.atError()
              .addKeyValue("file", damage.file())
              .log(
                  "the journal is damaged, bytes {} to {}: {}",
                  damage.from(),
                  damage.to(),
                  damage.what());
        }
        journal.goOnErasing();
        return journal;
      } finally {
        if (!opened) {
          storage.close();
        }
      }
    } catch (IOException e) {
      throw unusable(storage, e);
    }
  }

  private void goOnErasing() {
    if (!erasing.runs().isEmpty()) {
      try {
        erase(List.of());
      } catch (JournalException e) {
        LOG.atError().setCause(e).log("runs that were being erased are not erased yet");
      }
    }
  }

  private static JournalException unusable(Object folder, IOException e) {
    return new JournalException(
        "",
        "the journal in " + folder + " cannot be used: " + e + "; check the folder and the disk",
        e);
  }

  @Override
  public JournalPosition append(JournalRecord record) {
    String run = record.run();
    Encoders.Encoder encoder = encoders.take();
    long sequence;
    try {
      byte type = encode(record, run, encoder);
      sequence = appender.add(run, encoder.bytes, type, encoder.kept);
    } finally {
      // Before the waiting, so that those who wait need no buffers.
      encoders.giveBack(encoder);
    }
    appender.await(run, sequence);
    return new JournalPosition(id, sequence);
  }

  private byte encode(JournalRecord record, String run, Encoders.Encoder encoder) {
    try {
      return spares.whenThereIsRoom(
          run,
          () -> {
            encoder.bytes.reset(Frame.HEADER);
            return RecordCodec.write(record, encoder.bytes, encoder);
          });
    } catch (IOException e) {
      throw new JournalException(
          run, "a payload of run " + run + " cannot be written in " + storage + ": " + e, e);
    }
  }

  @Override
  public List<JournalRecord> read(String run) {
    return reader.read(run);
  }

  @Override
  public List<JournaledRun> runs() {
    return reader.runs();
  }

  @Override
  public void scan(JournalPosition after, BiConsumer<JournalPosition, JournalRecord> consumer) {
    reader.scan(id, after.journal().equals(id) ? after.offset() : 0, consumer);
  }

  @Override
  public JournalPosition end() {
    return new JournalPosition(id, Math.max(recovered, appender.last()));
  }

  @Override
  public void release(String run) {
    ByteWriter frame = new ByteWriter(Frame.HEADER + 64);
    frame.reset(Frame.HEADER);
    frame.putString(run);
    appender.release(run, frame);
    lock.lock();
    try {
      upkeep.released();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets runs, whether they ended or not. When it returns none of their bytes is in any file of
   * this journal; files that a repair put aside are deleted. What it could not erase it erases when
   * it is asked again, for whatever runs, or when the journal is opened again.
   *
   * @throws JournalException if a segment is damaged, which might hold some of them: repair first
   */
  @Override
  public void erase(Collection<String> runs) {
    refuseIfDamaged();
    retention.lock();
    try {
      erasing.begin(runs);
      Set<String> all = erasing.runs();
      all.forEach(this::release);
      spares.forget();
      upkeep.leaveActive();
      upkeep.seal();
      refuseIfDamaged();
      retention.erase(all);
      erasing.end();
    } catch (IOException e) {
      throw new JournalException(
          "",
          "runs could not be erased from the journal in "
              + storage
              + ": "
              + e
              + "; put that right, then erase again",
          e);
    } finally {
      retention.unlock();
    }
  }

  private void refuseIfDamaged() {
    lock.lock();
    try {
      for (Segment segment : recovery.segments.values()) {
        if (segment.damaged) {
          throw new JournalException(
              "",
              segment
                  + " of the journal in "
                  + storage
                  + " is damaged and may hold what is to be erased; close the runtime, call"
                  + " FileJournal.repair(folder, ..), then erase again",
              null);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Down once a write failed, degraded while there is no room or something is damaged. */
  @Override
  public Health health() {
    String failure = appender.failure();
    if (failure != null) {
      return Health.down("journal", failure);
    }
    lock.lock();
    try {
      String full = spares.full();
      if (full != null) {
        return Health.degraded("journal", "appends wait for room on the disk: " + full);
      }
    } finally {
      lock.unlock();
    }
    return recovery.damages.isEmpty()
        ? Health.up("journal", storage.toString())
        : Health.degraded(
            "journal",
            recovery.damages.size()
                + " damaged places in "
                + storage
                + "; close the runtime and call FileJournal.verify(folder)");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    boolean interrupted = Thread.interrupted();
    try {
      appender.close();
      upkeep.close();
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (IOException e) {
      LOG.atWarn()
          .setCause(e)
          .log("the journal did not close cleanly; the next opening recovers it");
    }
    try {
      for (Segment segment : recovery.segments.values()) {
        segment.file.close();
      }
      owner.close();
      storage.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("a file of the journal did not close cleanly");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

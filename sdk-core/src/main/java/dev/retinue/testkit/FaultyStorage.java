package dev.retinue.testkit;

import dev.retinue.journal.file.Storage;
import dev.retinue.journal.file.StorageFile;
import dev.retinue.journal.file.StorageFullException;
import dev.retinue.testkit.StorageChange.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A storage in memory that remembers every change, so that a test can see what any crash would have
 * left, and that fails when told to. Thread-safe.
 *
 * <pre>{@code
 * FaultyStorage storage = FaultyStorage.empty();
 * // ... write to it, noting storage.changes() whenever something was acknowledged
 * for (int change = 0; change <= storage.changes(); change++) {
 *   storage.crashes(change, crash -> {
 *     // open crash.storage() and see that what was acknowledged by then is there
 *   });
 * }
 * }</pre>
 *
 * <p>It is stricter than a disk where it matters: a synchronous write makes durable itself and
 * nothing else, and names are durable only after they were synced.
 */
public final class FaultyStorage implements Storage {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<StorageChange> changes = new ArrayList<>();
  private final Map<String, Content> beginnings;
  private final Map<Content, byte[]> initial = new LinkedHashMap<>();
  private final Map<String, Content> names;
  private boolean syncsFail;
  private boolean full;

  /** What a crash left, and which crash it was. */
  public record Crash(String what, FaultyStorage storage) {
    /** Whether the machine went down, and not the process alone: what is not synced may be lost. */
    public boolean powerLost() {
      return !(what.contains("of the process")
          || (what.contains("torn") && !what.contains("nothing else")));
    }
  }

  FaultyStorage(Map<String, Content> names) {
    this.beginnings = Map.copyOf(names);
    names.values().forEach(file -> initial.put(file, file.bytes.clone()));
    this.names = names;
  }

  /** One without any file. */
  public static FaultyStorage empty() {
    return new FaultyStorage(new LinkedHashMap<>());
  }

  /** The same files, all of it durable, in a storage of its own. */
  public FaultyStorage copy() {
    lock.lock();
    try {
      Map<String, Content> copied = new LinkedHashMap<>();
      names.forEach((name, file) -> copied.put(name, new Content(file.bytes.clone())));
      return new FaultyStorage(copied);
    } finally {
      lock.unlock();
    }
  }

  /** How many changes there were: a write and its sync are two. */
  public int changes() {
    lock.lock();
    try {
      return changes.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many of the changes were to the bytes of a file, rather than to names or syncs. */
  public int writes() {
    lock.lock();
    try {
      return (int) changes.stream().filter(change -> change.changedFile() != null).count();
    } finally {
      lock.unlock();
    }
  }

  /** From now on every sync fails, after its write. */
  public void failSyncs() {
    lock.lock();
    try {
      syncsFail = true;
    } finally {
      lock.unlock();
    }
  }

  /** From now on there is no room for another byte, or there is again. */
  public void full(boolean isFull) {
    lock.lock();
    try {
      full = isFull;
    } finally {
      lock.unlock();
    }
  }

  /** The content of a file, for a test to look at. */
  public byte[] content(String name) {
    lock.lock();
    try {
      return file(name).bytes.clone();
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the content of a file, durably. */
  public void put(String name, byte[] content) {
    lock.lock();
    try {
      file(name).bytes = content.clone();
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } finally {
      lock.unlock();
    }
  }

  /** Changes a byte of a file, durably, as a failing disk does. */
  public void flip(String name, int position) {
    lock.lock();
    try {
      file(name).bytes[position] ^= 0x55;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } finally {
      lock.unlock();
    }
  }

  /** Cuts a file, durably. */
  public void cut(String name, int size) {
    lock.lock();
    try {
      Content file = file(name);
      file.bytes = Arrays.copyOf(file.bytes, size);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What a crash may leave when it comes after so many changes, while the next is being made: of
   * the process (everything stays, the next write up to any of its bytes), and of the machine
   * (nothing unsynced stays; all of it but one; only one; the names without the contents and the
   * contents without the names; the next write up to any of its bytes with nothing else unsynced).
   */
  public void crashes(int after, Consumer<Crash> consumer) {
    List<StorageChange> done;
    lock.lock();
    try {
      done = List.copyOf(changes);
    } finally {
      lock.unlock();
    }
    new CrashImages(beginnings, initial, done, after).forEach(consumer);
  }

  // --- the storage

  private Content file(String name) throws NoSuchFileException {
    Content file = names.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  @Override
  public List<String> names() {
    lock.lock();
    try {
      return List.copyOf(names.keySet());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public StorageFile create(String name, long size) throws IOException {
    lock.lock();
    try {
      if (names.containsKey(name)) {
        throw new FileAlreadyExistsException(name);
      }
      if (full) {
        throw new StorageFullException("No space left for " + name);
      }
      Content file = new Content(new byte[Math.toIntExact(size)]);
      names.put(name, file);
      changes.add(new StorageChange.Created(name, file, Math.toIntExact(size)));
      return new OpenFile(file);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public StorageFile open(String name) throws IOException {
    lock.lock();
    try {
      return new OpenFile(file(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    lock.lock();
    try {
      Content file = file(from);
      names.remove(from);
      names.put(to, file);
      changes.add(new StorageChange.Renamed(from, to));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(String name) {
    lock.lock();
    try {
      if (names.remove(name) != null) {
        changes.add(new StorageChange.Deleted(name));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void syncNames() throws IOException {
    lock.lock();
    try {
      failIfTold();
      changes.add(new StorageChange.NamesSynced());
    } finally {
      lock.unlock();
    }
  }

  private void failIfTold() throws IOException {
    if (syncsFail) {
      throw new IOException("a sync was made to fail");
    }
  }

  /** Leaves everything as it is: it can be opened again. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "memory";
  }

  private final class OpenFile implements StorageFile {
    private final Content file;

    OpenFile(Content file) {
      this.file = file;
    }

    @Override
    public long size() {
      lock.lock();
      try {
        return file.bytes.length;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
      lock.lock();
      try {
        if (position + length > file.bytes.length) {
          throw new EOFException("a file ends before " + (position + length));
        }
        System.arraycopy(file.bytes, (int) position, target, offset, length);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      lock.lock();
      try {
        written(position, source, offset, length);
      } finally {
        lock.unlock();
      }
    }

    private StorageChange.Written written(long position, byte[] source, int offset, int length)
        throws IOException {
      if (full && position + length > file.bytes.length) {
        throw new StorageFullException("No space left");
      }
      StorageChange.Written written =
          new StorageChange.Written(
              file, (int) position, Arrays.copyOfRange(source, offset, offset + length));
      byte[] after = file.bytes;
      if (position + length > after.length) {
        after = Arrays.copyOf(after, (int) position + length);
      }
      System.arraycopy(source, offset, after, (int) position, length);
      file.bytes = after;
      changes.add(written);
      return written;
    }

    @Override
    public void writeDurably(long position, byte[] source, int offset, int length)
        throws IOException {
      lock.lock();
      try {
        StorageChange.Written written = written(position, source, offset, length);
        failIfTold();
        changes.add(new StorageChange.WriteSynced(written));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void sync() throws IOException {
      lock.lock();
      try {
        failIfTold();
        changes.add(new StorageChange.Synced(file));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void truncate(long size) {
      lock.lock();
      try {
        file.bytes = Arrays.copyOf(file.bytes, (int) size);
        changes.add(new StorageChange.Truncated(file, (int) size));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}

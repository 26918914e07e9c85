package dev.retinue.testkit;

import dev.retinue.journal.file.Storage;
import dev.retinue.journal.file.StorageFile;
import dev.retinue.journal.file.StorageFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Content> beginnings;
  private final Map<Content, byte[]> initial = new LinkedHashMap<>();
  private final Map<String, Content> names;
  private boolean syncsFail;
  private boolean full;

  /** What a crash left, and which crash it was. */
  public record Crash(String what, FaultyStorage storage) {}

  private static final class Content {
    byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** A change, of the contents or of the names. */
  private sealed interface Change {
    record Created(String name, Content file, int size) implements Change {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(Content file, int position, byte[] bytes) implements Change {}

    record Truncated(Content file, int size) implements Change {}

    record WriteSynced(Change written) implements Change {}

    record Synced(Content file) implements Change {}

    record Renamed(String from, String to) implements Change {}

    record Deleted(String name) implements Change {}

    record NamesSynced() implements Change {}
  }

  private FaultyStorage(Map<String, Content> names) {
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

  // --- crashes

  /** What so many changes left, as far as a crash may have undone them. */
  private static final class State {
    final Map<Content, byte[]> durable = new LinkedHashMap<>();
    final Map<Content, List<Change>> unsynced = new LinkedHashMap<>();
    Map<String, Content> durableNames = new LinkedHashMap<>();
    final List<Change> unsyncedNames = new ArrayList<>();

    void apply(Change change) {
      switch (change) {
        case Change.Created created -> {
          durable.put(created.file, new byte[created.size]);
          unsyncedNames.add(created);
        }
        case Change.Written written ->
            unsynced.computeIfAbsent(written.file, file -> new ArrayList<>()).add(written);
        case Change.Truncated truncated ->
            unsynced.computeIfAbsent(truncated.file, file -> new ArrayList<>()).add(truncated);
        case Change.WriteSynced synced -> {
          Change.Written written = (Change.Written) synced.written;
          List<Change> waiting = unsynced.getOrDefault(written.file, new ArrayList<>());
          if (waiting.remove(written)) {
            durable.compute(written.file, (file, bytes) -> changed(bytes, written));
          }
        }
        case Change.Synced synced -> {
          for (Change each : unsynced.getOrDefault(synced.file, List.of())) {
            durable.compute(synced.file, (file, bytes) -> changed(bytes, each));
          }
          unsynced.remove(synced.file);
        }
        case Change.Renamed renamed -> unsyncedNames.add(renamed);
        case Change.Deleted deleted -> unsyncedNames.add(deleted);
        case Change.NamesSynced synced -> {
          durableNames = names(unsyncedNames);
          unsyncedNames.clear();
        }
      }
    }

    Map<String, Content> names(List<Change> survived) {
      Map<String, Content> names = new LinkedHashMap<>(durableNames);
      for (Change change : survived) {
        switch (change) {
          case Change.Created created -> names.put(created.name, created.file);
          case Change.Renamed renamed -> {
            Content file = names.remove(renamed.from);
            if (file != null) {
              names.put(renamed.to, file);
            }
          }
          case Change.Deleted deleted -> names.remove(deleted.name);
          default -> throw new IllegalStateException("not a change of names: " + change);
        }
      }
      return names;
    }

    FaultyStorage image(List<Change> survivedNames, List<Change> survived) {
      Map<String, Content> files = new LinkedHashMap<>();
      names(survivedNames)
          .forEach((name, file) -> {
            byte[] bytes = java.util.Objects.requireNonNull(durable.get(file));
            for (Change change : survived) {
              if (of(change) == file) {
                bytes = changed(bytes, change);
              }
            }
            files.put(name, new Content(bytes.clone()));
          });
      return new FaultyStorage(files);
    }

    List<Change> allUnsynced() {
      return unsynced.values().stream().flatMap(List::stream).toList();
    }
  }

  private static @Nullable Content of(Change change) {
    return switch (change) {
      case Change.Written written -> written.file;
      case Change.Truncated truncated -> truncated.file;
      default -> null;
    };
  }

  private static byte[] changed(byte[] before, Change change) {
    return switch (change) {
      case Change.Written written -> {
        int end = written.position + written.bytes.length;
        byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
        System.arraycopy(written.bytes, 0, after, written.position, written.bytes.length);
        yield after;
      }
      case Change.Truncated truncated -> Arrays.copyOf(before, truncated.size);
      default -> before;
    };
  }

  /**
   * What a crash may leave when it comes after so many changes, while the next is being made: of
   * the process (everything stays, the next write up to any of its bytes), and of the machine
   * (nothing unsynced stays; all of it but one; only one; the names without the contents and the
   * contents without the names; the next write up to any of its bytes with nothing else unsynced).
   */
  public void crashes(int after, Consumer<Crash> consumer) {
    List<Change> done;
    lock.lock();
    try {
      done = List.copyOf(changes);
    } finally {
      lock.unlock();
    }
    State state = new State();
    state.durable.putAll(initial);
    state.durableNames.putAll(beginnings);
    done.subList(0, after).forEach(state::apply);
    crashes(state, after, after < done.size() ? done.get(after) : null, consumer);
  }

  private static void crashes(
      State state, int after, @Nullable Change next, Consumer<Crash> consumer) {
    String when = "after " + after + " changes, ";
    List<Change> allNames = List.copyOf(state.unsyncedNames);
    List<Change> all = state.allUnsynced();
    consumer.accept(new Crash(when + "of the process", state.image(allNames, all)));
    if (!all.isEmpty() || !allNames.isEmpty()) {
      consumer.accept(
          new Crash(when + "nothing unsynced is left", state.image(List.of(), List.of())));
      consumer.accept(new Crash(when + "only names are left", state.image(allNames, List.of())));
      consumer.accept(new Crash(when + "only contents are left", state.image(List.of(), all)));
    }
    for (int i = 0; i < all.size(); i++) {
      consumer.accept(
          new Crash(when + "one unsynced write is lost", state.image(allNames, without(all, i))));
      consumer.accept(
          new Crash(
              when + "one unsynced write is left", state.image(allNames, List.of(all.get(i)))));
    }
    for (int i = 0; i < allNames.size(); i++) {
      consumer.accept(new Crash(when + "one name is lost", state.image(without(allNames, i), all)));
    }
    if (next instanceof Change.Written written) {
      for (int size = 1; size < written.bytes.length; size++) {
        Change torn =
            new Change.Written(written.file, written.position, Arrays.copyOf(written.bytes, size));
        List<Change> withTorn = new ArrayList<>(all);
        withTorn.add(torn);
        consumer.accept(
            new Crash(when + "the next write torn at " + size, state.image(allNames, withTorn)));
        if (!all.isEmpty()) {
          consumer.accept(
              new Crash(
                  when + "the next write torn at " + size + ", nothing else unsynced is left",
                  state.image(allNames, List.of(torn))));
        }
      }
    }
  }

  private static List<Change> without(List<Change> all, int index) {
    List<Change> rest = new ArrayList<>(all);
    rest.remove(index);
    return rest;
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
        throw new java.nio.file.FileAlreadyExistsException(name);
      }
      if (full) {
        throw new StorageFullException("No space left for " + name);
      }
      Content file = new Content(new byte[Math.toIntExact(size)]);
      names.put(name, file);
      changes.add(new Change.Created(name, file, Math.toIntExact(size)));
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
      changes.add(new Change.Renamed(from, to));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(String name) {
    lock.lock();
    try {
      if (names.remove(name) != null) {
        changes.add(new Change.Deleted(name));
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
      changes.add(new Change.NamesSynced());
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

    private Change written(long position, byte[] source, int offset, int length)
        throws IOException {
      if (full && position + length > file.bytes.length) {
        throw new StorageFullException("No space left");
      }
      Change.Written written =
          new Change.Written(
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
        Change written = written(position, source, offset, length);
        failIfTold();
        changes.add(new Change.WriteSynced(written));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void sync() throws IOException {
      lock.lock();
      try {
        failIfTold();
        changes.add(new Change.Synced(file));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void truncate(long size) {
      lock.lock();
      try {
        file.bytes = Arrays.copyOf(file.bytes, (int) size);
        changes.add(new Change.Truncated(file, (int) size));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}

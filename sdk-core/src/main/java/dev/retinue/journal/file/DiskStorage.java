package dev.retinue.journal.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the file system, held by a lock. Files are {@link java.io.RandomAccessFile}s, since
 * an interrupt of a thread that uses a channel closes the channel for everybody.
 */
final class DiskStorage implements Storage {
  private static final String LOCK = "lock";
  private static final int CHUNK = 4 << 20;

  private final Path folder;
  private final FileChannel lockChannel;
  private final boolean durable;

  private DiskStorage(Path folder, FileChannel lockChannel, boolean durable) {
    this.folder = folder;
    this.durable = durable;
    this.lockChannel = lockChannel;
  }

  /** Makes the folder and takes it; null if another journal, of any process, has it. */
  static @Nullable DiskStorage take(Path folder, Sync sync) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        syncFolder(parent);
      }
    }
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DiskStorage(folder, channel, sync != Sync.PROCESS);
      }
    } catch (OverlappingFileLockException e) {
      // Falls through: of this process, but no less another one.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.equals(LOCK)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  @Override
  public StorageFile create(String name, long size) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      throw new java.nio.file.FileAlreadyExistsException(file.toString());
    }
    DiskFile created = new DiskFile(file);
    try {
      // Zeros are written, not only promised: extents that were never written cost a change of
      // metadata at the first sync of each, and a hole may find no room when it is written.
      byte[] zeros = new byte[(int) Math.min(size, CHUNK)];
      for (long at = 0; at < size; at += zeros.length) {
        created.write(at, zeros, 0, (int) Math.min(zeros.length, size - at));
        if (durable) {
          // Bit by bit, so that the writes of others need not wait for all of it.
          created.sync();
        }
      }
      return created;
    } catch (IOException e) {
      created.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  @Override
  public StorageFile open(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new java.nio.file.NoSuchFileException(file.toString());
    }
    return new DiskFile(file);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        folder.resolve(from),
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void syncNames() throws IOException {
    syncFolder(folder);
  }

  /** A folder can be synced through a channel only, and a channel is closed by an interrupt. */
  private static void syncFolder(Path folder) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        } catch (java.nio.file.AccessDeniedException e) {
          if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return; // There folders cannot be opened, and their changes are journaled at once.
          }
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static IOException explained(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left")
            || message.contains("quota exceeded")
            || message.contains("not enough space")
        ? new StorageFullException(message)
        : e;
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}

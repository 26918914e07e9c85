package dev.retinue.file;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes a file under another name and gives it its own in one step, so that whoever reads it, and
 * whoever comes after a crash, sees what it was before or all of what it is now.
 */
public final class WholeFile {
  private WholeFile() {}

  /** What is to be in the file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /**
   * Replaces the file, and makes its folder if there is none. Not to be called twice at once for
   * the same file. An interrupt does not keep it from being written.
   *
   * @param synced whether it must survive a failure of power, and not the death of the process
   *     alone
   */
  public static void write(Path file, boolean synced, Content content) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = fresh(file);
    // Not a channel: those are closed by an interrupt.
    try (FileOutputStream stream = new FileOutputStream(fresh.toFile());
        Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
      content.writeTo(out);
      out.flush();
      if (synced) {
        stream.getFD().sync();
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (synced) {
      syncFolder(folder);
    }
  }

  /**
   * The same, synced, for a file that nobody but its owner may open, where the file system knows
   * owners.
   */
  public static void writePrivately(Path file, byte[] content) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = fresh(file);
    // Made anew, since who has a file open may read it whatever its permissions become.
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownersAlone(folder));
    try (FileOutputStream stream = new FileOutputStream(fresh.toFile())) {
      stream.write(content);
      stream.getFD().sync();
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(folder);
  }

  /** Where a file is written before it has its name; what a crash left there may be deleted. */
  public static Path fresh(Path file) {
    return file.toAbsolutePath().resolveSibling(file.getFileName() + ".new");
  }

  private static FileAttribute<?>[] ownersAlone(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** A folder can be synced through a channel only, and a channel is closed by an interrupt. */
  private static void syncFolder(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      interrupted = Thread.interrupted();
      syncFolder(folder);
    } catch (AccessDeniedException e) {
      // Windows opens no folders, and needs none to be synced.
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that names are looked up in, one name at a time, none of them followed where it is a
 * link. Confined.
 */
interface OpenFolder extends FolderView, Closeable {
  /** Without an order. */
  List<String> names() throws IOException;

  /**
   * A folder in it.
   *
   * @throws Moved if it is no folder any more
   */
  OpenFolder folder(String name) throws IOException;

  /** The text of a link in it. */
  String link(String name) throws IOException;

  /** A file in it, which must be one. */
  FileChannel channel(String name) throws IOException;

  /** A new file in it. */
  FileChannel create(String name) throws IOException;

  /** A new folder in it, unless there is one. */
  void makeFolder(String name) throws IOException;

  /** Takes the place of what is there, at once. */
  void move(String name, OpenFolder target, String targetName) throws IOException;

  void delete(String name) throws IOException;

  /** Who may do what; empty where the platform has no such thing. */
  Optional<Set<PosixFilePermission>> permissions(String name) throws IOException;

  void permit(String name, Set<PosixFilePermission> permissions) throws IOException;

  /** Sees to it that names are still there after a loss of power. */
  void force() throws IOException;

  @Override
  default InputStream open(String name) throws Refused, IOException {
    Entry entry = entry(name).orElse(null);
    if (entry == null || entry.kind() != Entry.Kind.FILE) {
      throw new Refused("NOT_A_FILE", "'" + name + "' is not a file");
    }
    try {
      return Channels.newInputStream(channel(name));
    } catch (Moved e) {
      throw new Refused("NOT_A_FILE", String.valueOf(e.getMessage()));
    }
  }

  /** Something is not any more what it was when it was looked at. */
  final class Moved extends IOException {
    private static final long serialVersionUID = 1L;

    Moved(String name) {
      super("'" + name + "' was changed while it was looked at");
    }

    /** What an error is if it can come of nothing else; itself otherwise. */
    static IOException orElse(String name, IOException error) {
      boolean moved =
          error instanceof NotDirectoryException
              || error instanceof NoSuchFileException
              || error instanceof NotLinkException
              || String.valueOf(error.getMessage()).contains("symbolic link"); // ELOOP
      return moved ? new Moved(name) : error;
    }
  }
}

package dev.retinue.tools.filesystem;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What a name in a folder stands for. Immutable.
 *
 * @param bytes size, of files only; 0 of anything else
 */
public record Entry(Kind kind, long bytes, Instant modified) {
  /** Closed on purpose: what is special is never opened. */
  public enum Kind {
    FILE,
    FOLDER,
    /** A symbolic link, wherever it leads. */
    LINK,
    /** A pipe, a socket, a device. */
    SPECIAL
  }

  static Entry of(BasicFileAttributes attributes) {
    Kind kind =
        attributes.isSymbolicLink()
            ? Kind.LINK
            : attributes.isDirectory()
                ? Kind.FOLDER
                : attributes.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
    return new Entry(
        kind, kind == Kind.FILE ? attributes.size() : 0, attributes.lastModifiedTime().toInstant());
  }
}

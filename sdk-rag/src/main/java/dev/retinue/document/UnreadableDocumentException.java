package dev.retinue.document;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be read as a document. Checked, because it is expected in any folder of real
 * documents: the others are read and this one is reported. The message names the file and says what
 * to do.
 */
public final class UnreadableDocumentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a document could not be read. */
  public enum Reason {
    /** It asks for a password. */
    ENCRYPTED,
    /** It is damaged, or not what its name says. */
    CORRUPT,
    /** It has no bytes, or nothing but white space. */
    EMPTY,
    /** It is sound but holds no text, for example a scan. */
    NO_TEXT,
    /** It is in a format that is not read. */
    UNSUPPORTED,
    /** It exceeds a limit on bytes, characters, pages or reading time. */
    TOO_LARGE,
    /** The file is missing, not a regular file, or access was denied. */
    NOT_READABLE
  }

  private final transient Path path;
  private final Reason reason;

  UnreadableDocumentException(Path path, Reason reason, String what) {
    this(path, reason, what, null);
  }

  UnreadableDocumentException(Path path, Reason reason, String what, @Nullable Throwable cause) {
    super("cannot read " + path + ": " + what, cause);
    this.path = path;
    this.reason = reason;
  }

  /** The file, as it was given. */
  public Path path() {
    return path;
  }

  public Reason reason() {
    return reason;
  }
}

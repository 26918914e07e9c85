package dev.retinue.collection;

import dev.retinue.error.RetinueException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A collection could not be opened, read or written. The message says what to do. */
public final class CollectionException extends RetinueException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Problem {
    /** Another collection, of this process or another, has the folder open. */
    IN_USE,
    /** The folder cannot be made or written. */
    NOT_WRITABLE,
    /** The files are damaged or incomplete. */
    DAMAGED,
    /** The files are of a version that this one cannot read; those of the right one can. */
    OTHER_VERSION,
    /** The system refused: no space, no more open files, a failing disk. The files may be sound. */
    FAILED,
    /**
     * A write failed on the way, so that the collection stopped itself; what was committed is safe.
     */
    STOPPED
  }

  private final transient @Nullable Path folder;
  private final Problem problem;

  CollectionException(
      Problem problem, @Nullable Path folder, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.folder = folder;
  }

  public Problem problem() {
    return problem;
  }

  /** Where; empty for a collection in memory. */
  public Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }
}

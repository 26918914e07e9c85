package dev.retinue.memory.vault;

import dev.retinue.error.RetinueException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A vault could not be opened, read or changed; its file is what it was before. The message says
 * what to do, and never holds a value.
 */
public final class VaultException extends RetinueException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Problem {
    /** The file is whole, and was written with another key of a host. */
    WRONG_KEY,
    /** The file is not as it was written, or is no vault of a version that this one can read. */
    DAMAGED,
    /** It holds as many secrets as it may. */
    FULL,
    /** Another object of this process is changing it at this moment. */
    IN_USE,
    /** The file or its folder cannot be read or written. */
    NOT_ACCESSIBLE
  }

  private final transient Path file;
  private final Problem problem;

  VaultException(Problem problem, Path file, String message, @Nullable Throwable cause) {
    super("the vault " + file + " " + message, cause);
    this.problem = problem;
    this.file = file;
  }

  static VaultException wrongKey(Path file) {
    return new VaultException(
        Problem.WRONG_KEY,
        file,
        "was written with another host key, and is left as it is; open it with that key, and change"
            + " it with rotateKey(..)",
        null);
  }

  static VaultException damaged(Path file, String how) {
    return new VaultException(
        Problem.DAMAGED,
        file,
        "is damaged, and is left as it is: "
            + how
            + "; put a copy of it in its place, or move it away and put its secrets again",
        null);
  }

  public Problem problem() {
    return problem;
  }

  /** The file of the vault. */
  public Path file() {
    return file;
  }
}

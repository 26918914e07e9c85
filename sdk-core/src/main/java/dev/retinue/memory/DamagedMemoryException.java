package dev.retinue.memory;

import dev.retinue.error.RetinueException;
import java.nio.file.Path;

/**
 * A memory cannot be opened since its files are damaged or incomplete; not since they are in use,
 * not writable or of another version. Who opened it may move the folder aside and open another.
 */
public final class DamagedMemoryException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final transient Path folder;

  /**
   * @param folder that holds the damaged files; nothing keeps any of them open
   */
  public DamagedMemoryException(Path folder, String message, Throwable cause) {
    super(message, cause);
    this.folder = folder;
  }

  public Path folder() {
    return folder;
  }
}

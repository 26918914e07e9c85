package dev.retinue.journal;

import dev.retinue.error.RetinueException;
import org.jspecify.annotations.Nullable;

/**
 * A record could not be written or read; what it stood for must be taken as not having happened.
 */
public final class JournalException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String run;

  public JournalException(String run, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.run = run;
  }

  /** The run whose record it was. */
  public String run() {
    return run;
  }
}

package dev.retinue.history;

import dev.retinue.error.RetinueException;
import org.jspecify.annotations.Nullable;

/** What is asked of a run's past cannot be told: the run is unknown, or its file is damaged. */
public final class HistoryException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String run;

  public HistoryException(String run, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.run = run;
  }

  /** Id of the run that was asked for. */
  public String run() {
    return run;
  }
}

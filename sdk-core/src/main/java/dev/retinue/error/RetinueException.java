package dev.retinue.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of the library's exceptions, so that a host can catch them in one place. Each member says
 * what happened, with which value, and what to do, and carries the ids it speaks of as accessors.
 */
public abstract class RetinueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected RetinueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? getClass().getSimpleName() : message;
  }
}

package dev.retinue.memory;

import dev.retinue.error.RetinueException;
import org.jspecify.annotations.Nullable;

/** Something cannot be remembered, recalled or forgotten. */
public final class MemoryException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String subject;

  /**
   * @param subject the record or store that it is about
   */
  public MemoryException(String subject, String message) {
    this(subject, message, null);
  }

  /**
   * @param subject the record or store that it is about
   */
  public MemoryException(String subject, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.subject = subject;
  }

  /** The record or store that it is about. */
  public String subject() {
    return subject;
  }
}

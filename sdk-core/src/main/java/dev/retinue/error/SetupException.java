package dev.retinue.error;

import org.jspecify.annotations.Nullable;

/**
 * Something that the runtime or an agent needs is missing or cannot be used: a module, a key, a
 * model, a home folder. Thrown while the runtime or the agent is being built, never in the middle
 * of a run. {@link #subject} names what is missing; the message says how to supply it.
 */
public final class SetupException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String subject;

  public SetupException(String subject, String message) {
    this(subject, message, null);
  }

  public SetupException(String subject, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.subject = subject;
  }

  /** What is missing or unusable: a path, a module, a key's name, a model's reference. */
  public String subject() {
    return subject;
  }
}

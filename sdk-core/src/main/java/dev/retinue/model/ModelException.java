package dev.retinue.model;

import dev.retinue.error.RetinueException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model did not answer: after retries and fallbacks, if there were any. */
public final class ModelException extends RetinueException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, which decides whether another try or another model can help. */
  public enum Kind {
    /** The key is missing, wrong or has no right to the model. */
    AUTHENTICATION,
    /** Too many requests or tokens a minute; {@link #retryAfter} may say for how long. */
    RATE_LIMIT,
    /** The provider is overloaded or failed inside. */
    UNAVAILABLE,
    /** No answer in time, or a stream that stopped. */
    TIMEOUT,
    /** The prompt does not fit the model's context. */
    CONTEXT_TOO_LONG,
    /** The provider refused the content. */
    CONTENT_FILTER,
    /** The provider does not know the model. */
    UNKNOWN_MODEL,
    /** The provider called the request wrong. */
    BAD_REQUEST,
    /** The answer was not of the documented form. */
    BAD_RESPONSE,
    /** The budget allows no further attempt. */
    BUDGET
  }

  private final Kind kind;
  private final String model;
  private final transient @Nullable Duration retryAfter;

  public ModelException(Kind kind, String model, String message, @Nullable Throwable cause) {
    this(kind, model, message, null, cause);
  }

  public ModelException(
      Kind kind,
      String model,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.model = model;
    this.retryAfter = retryAfter;
  }

  /**
   * What a client threw, with a kind; itself if it is one of these.
   *
   * @param model {@code provider:model}
   */
  public static ModelException from(String model, Throwable e) {
    return ClientFailure.named(model, e);
  }

  public Kind kind() {
    return kind;
  }

  /** {@code provider:model}. */
  public String model() {
    return model;
  }

  /** How long the provider asked to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}

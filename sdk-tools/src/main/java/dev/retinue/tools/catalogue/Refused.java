package dev.retinue.tools.catalogue;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool cannot do what it was asked, for a reason that the model can act upon. {@link
 * CatalogueTool} turns it into a {@link dev.retinue.effect.ToolResult.Failed}, so it never reaches
 * a host.
 */
public final class Refused extends Exception {
  /** An argument has its declared type, but a value that the tool cannot work with. */
  public static final String INVALID_ARGUMENT = "INVALID_ARGUMENT";

  /** There is no such thing. */
  public static final String NOT_FOUND = "NOT_FOUND";

  private static final long serialVersionUID = 1L;
  private final String code;
  private final @Nullable Duration retryAfter;

  /**
   * @param code in capitals, as the catalogue has it
   * @param message what happened, with which value, and what to do
   */
  public Refused(String code, String message) {
    this(code, message, null);
  }

  /**
   * @param retryAfter how long to wait before another try can help; null where nobody knows
   */
  public Refused(String code, String message, @Nullable Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public static Refused invalid(String message) {
    return new Refused(INVALID_ARGUMENT, message);
  }

  public String code() {
    return code;
  }

  /** How long to wait before another try can help; null where nobody knows. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "message");
  }
}

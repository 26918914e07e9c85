package dev.retinue.expression;

import dev.retinue.error.RetinueException;
import org.jspecify.annotations.Nullable;

/** An expression cannot be compiled, or has no value for what it was given. */
public final class ExpressionException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String expression;

  ExpressionException(String expression, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.expression = expression;
  }

  /** The expression, as it was written. */
  public String expression() {
    return expression;
  }
}

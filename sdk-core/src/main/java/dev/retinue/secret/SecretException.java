package dev.retinue.secret;

import dev.retinue.error.RetinueException;

/** A tool was not given a secret, or would have let one out. The message never holds its value. */
public final class SecretException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String secret;

  public SecretException(String secret, String message) {
    super(message, null);
    this.secret = secret;
  }

  /** The name of the secret, or the handle that is none. */
  public String secret() {
    return secret;
  }
}

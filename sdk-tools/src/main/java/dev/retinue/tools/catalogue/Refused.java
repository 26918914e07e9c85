package dev.retinue.tools.catalogue;

import java.util.Objects;

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

  /**
   * @param code in capitals, as the catalogue has it
   * @param message what happened, with which value, and what to do
   */
  public Refused(String code, String message) {
    super(message);
    this.code = code;
  }

  public static Refused invalid(String message) {
    return new Refused(INVALID_ARGUMENT, message);
  }

  public String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "message");
  }
}

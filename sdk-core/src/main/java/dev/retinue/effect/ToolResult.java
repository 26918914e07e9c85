package dev.retinue.effect;

/** What became of a tool call. Closed: a reasoner handles each of these. */
public sealed interface ToolResult {
  /** What the model is told. */
  String text();

  /** The tool did it. */
  record Ok(String text) implements ToolResult {}

  /**
   * The tool could not do it. An expected ending, told to the model, which may try otherwise.
   *
   * @param code in capitals: {@code MALFORMED_ARGUMENTS}, {@code TIMEOUT}, {@code UNKNOWN_TOOL},
   *     {@code FAILED}, or the tool's own
   * @param message what happened, with which value, and what to do
   */
  record Failed(String code, String message) implements ToolResult {
    @Override
    public String text() {
      return "ERROR " + code + ": " + message;
    }
  }

  /**
   * A policy or a person did not allow it.
   *
   * @param reason why, told to the model as such
   */
  record Denied(String reason) implements ToolResult {
    @Override
    public String text() {
      return "DENIED: " + reason;
    }
  }

  /**
   * A crash fell into the call, it must not be repeated unseen, and nobody could tell whether it
   * happened.
   *
   * @param tool its name
   * @param key the idempotency key that the call was given
   */
  record InDoubt(String tool, String key) implements ToolResult {
    @Override
    public String text() {
      return "IN DOUBT: nobody can tell whether this call of '"
          + tool
          + "' happened (key "
          + key
          + "); find out before you do it again, or go on without it";
    }
  }
}

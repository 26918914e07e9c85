package dev.retinue.effect;

import dev.retinue.label.Label;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a tool call. Closed: a reasoner handles each of these. */
public sealed interface ToolResult {
  /** What the model is told. */
  String text();

  /**
   * The tool did it.
   *
   * @param label of the text, where the tool knows better than what it declares; null for what
   *     follows from its declaration
   */
  record Ok(String text, @Nullable Label label) implements ToolResult {
    /** Labelled as the tool's declaration says. */
    public Ok(String text) {
      this(text, null);
    }
  }

  /**
   * The tool could not do it. An expected ending, told to the model, which may try otherwise.
   *
   * @param code in capitals: {@code MALFORMED_ARGUMENTS}, {@code TIMEOUT}, {@code UNKNOWN_TOOL},
   *     {@code FAILED}, {@code BUDGET}, or the tool's own
   * @param message what happened, with which value, and what to do
   * @param retryAfter how long to wait before another try can help, where the tool knows; null
   *     where it does not. A tool that is tried several times is tried again after this time.
   * @param label as that of {@link Ok}
   */
  record Failed(String code, String message, @Nullable Duration retryAfter, @Nullable Label label)
      implements ToolResult {
    public Failed {
      if (retryAfter != null && retryAfter.isNegative()) {
        throw new IllegalArgumentException("retryAfter must not be negative, got " + retryAfter);
      }
    }

    /** Labelled as the tool's declaration says. */
    public Failed(String code, String message, @Nullable Duration retryAfter) {
      this(code, message, retryAfter, null);
    }

    /** As {@link #Failed(String, String, Duration)}, with nothing known of another try. */
    public Failed(String code, String message) {
      this(code, message, null, null);
    }

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
   * A crash fell into the call, or its tool lost sight of it; it must not be repeated unseen, and
   * nobody could tell whether it happened. A tool returns it when it cannot tell, its connection
   * being cut off, say: then one that is QUERYABLE is asked, and the policy may settle it.
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

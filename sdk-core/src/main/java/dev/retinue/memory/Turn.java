package dev.retinue.memory;

import dev.retinue.identity.Principal;
import dev.retinue.label.Label;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One exchange of a conversation as it was: what was said, what was done, what was answered. The
 * unit in which memory is written; a cancelled or failed turn is never written.
 *
 * @param id unique and stable: applying the same turn twice keeps one
 * @param context where and when it happened
 * @param user what the user said, verbatim
 * @param tools the tools that were used, in order
 * @param answer what the agent answered
 * @param label of all of it: what the run had seen when it answered
 */
public record Turn(
    String id, Context context, String user, List<ToolUse> tools, String answer, Label label) {
  /** A turn that needs no caution. */
  public Turn(String id, Context context, String user, List<ToolUse> tools, String answer) {
    this(id, context, user, tools, answer, Label.NONE);
  }

  public Turn {
    // Turns that were kept before there were labels have none; they were trusted then.
    label = Objects.requireNonNullElse(label, Label.NONE);
    if (id.isBlank()) {
      throw new IllegalArgumentException("a turn's id must not be blank");
    }
    tools = List.copyOf(tools);
  }

  /**
   * @param session id of the session
   * @param principal whom the session is for; recall by another principal never returns the turn,
   *     unless this is {@link Principal#SHARED}
   * @param at when the turn ended
   */
  public record Context(String session, Principal principal, Instant at) {}

  /**
   * @param name the tool
   * @param arguments its arguments, as JSON
   * @param result what it returned, as the model saw it
   */
  public record ToolUse(String name, String arguments, String result) {}
}

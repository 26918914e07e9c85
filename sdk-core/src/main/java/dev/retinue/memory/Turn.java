package dev.retinue.memory;

import dev.retinue.label.Label;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

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
    String id, Context context, String user, List<ToolUse> tools, String answer, Label label)
    implements MemoryRecord {
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

  @Override
  public Turn joined(Label other) {
    return new Turn(id, context, user, tools, answer, label.join(other));
  }

  @Override
  public Turn reworded(UnaryOperator<String> words) {
    List<ToolUse> used =
        tools.stream()
            .map(use ->
                new ToolUse(use.name(), words.apply(use.arguments()), words.apply(use.result())))
            .toList();
    return new Turn(id, context, words.apply(user), used, words.apply(answer), label);
  }

  @Override
  public MemoryKind kind() {
    return MemoryKind.SHORT_TERM;
  }

  @Override
  public String text() {
    return answer.isBlank() ? user : user + "\n" + answer;
  }

  /**
   * @param name the tool
   * @param arguments its arguments, as JSON
   * @param result what it returned, as the model saw it
   */
  public record ToolUse(String name, String arguments, String result) {}
}

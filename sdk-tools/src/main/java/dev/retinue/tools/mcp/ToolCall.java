package dev.retinue.tools.mcp;

import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import java.util.List;

/**
 * Thinks for agents of type {@code tool_call}: the task names a tool and its arguments, which is
 * called, and that is all. So a client's call is a run like others: permitted, paid for, journaled.
 */
public final class ToolCall implements Reasoner {
  /** The agents' type. */
  public static final String TYPE = "tool_call";

  /**
   * What is asked.
   *
   * @param arguments as JSON
   */
  record Asked(String tool, String arguments) {}

  /** What came of it. */
  record Came(boolean failed, String text) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    Asked asked = Json.read(task.input(), Asked.class);
    ToolResult result = effects.perform(new Effect.CallTool(asked.tool(), asked.arguments()));
    Came came = new Came(!(result instanceof ToolResult.Ok), result.text());
    return new Conclusion.Answer(Json.write(came), List.of());
  }
}

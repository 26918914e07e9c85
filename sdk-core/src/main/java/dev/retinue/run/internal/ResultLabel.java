package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.knowledge.Passage;
import dev.retinue.knowledge.Passages;
import dev.retinue.label.Label;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import dev.retinue.tool.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The label of what an effect gave: from the result alone and what tools declare, so that a replay
 * comes to the same.
 */
final class ResultLabel {
  private ResultLabel() {}

  /**
   * @param tools of the agent, by name
   */
  static Label of(Effect<?> effect, Object result, Map<String, Tool> tools) {
    return switch (result) {
      case ToolResult told when effect instanceof Effect.CallTool call ->
          of(told, tools.get(call.tool()));
      case Recollections recalled -> of(recalled);
      case Passages passages -> of(passages);
      case Effect.Delegated delegated -> delegated.label();
      case Effect.Message message -> message.label();
      default ->
          effect instanceof Effect.ScanDocuments || effect instanceof Effect.IngestDocument
              ? Label.UNTRUSTED_PRIVATE
              : Label.NONE;
    };
  }

  private static Label of(ToolResult told, @Nullable Tool tool) {
    return switch (told) {
      case ToolResult.Ok ok -> orDeclared(ok.label(), tool, Label.UNTRUSTED_PRIVATE);
      // Of a tool that the agent does not have, the runtime says so itself.
      case ToolResult.Failed failed -> orDeclared(failed.label(), tool, Label.NONE);
      case ToolResult.Denied denied -> Label.NONE;
      case ToolResult.InDoubt doubt -> Label.NONE;
    };
  }

  private static Label orDeclared(@Nullable Label own, @Nullable Tool tool, Label unknown) {
    if (own != null) {
      return own;
    }
    return tool == null ? unknown : tool.traits().resultLabel();
  }

  private static Label of(Recollections recalled) {
    Label label = Label.NONE;
    for (Turn turn : recalled.recent()) {
      label = label.join(turn.label());
    }
    for (Recollections.Recollection recollection : recalled.relevant()) {
      MemoryRecord record = recollection.record();
      label = label.join(record.label());
      if (!record.context().principal().equals(Principal.SHARED)) {
        label = label.join(Label.PRIVATE);
      }
    }
    return label;
  }

  private static Label of(Passages passages) {
    Label label = Label.NONE;
    for (Passage passage : passages.list()) {
      label = label.join(passage.label());
    }
    return label;
  }

  /** The result of a tool whose child effects gave what needs more caution than it declares. */
  static ToolResult joined(ToolResult told, Tool tool, Label gained) {
    Label label = of(told, tool).join(gained);
    return switch (told) {
      case ToolResult.Ok ok -> ok.label() == null ? new ToolResult.Ok(ok.text(), label) : ok;
      case ToolResult.Failed failed ->
          failed.label() == null
              ? new ToolResult.Failed(failed.code(), failed.message(), failed.retryAfter(), label)
              : failed;
      case ToolResult.Denied denied -> denied;
      case ToolResult.InDoubt doubt -> doubt;
    };
  }
}

package dev.retinue.examples.kill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Turn;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;

/** Writes what the agent remembers of some sessions into the log. */
final class RecallingTool implements Tool {
  static final String NAME = "recall_sessions";
  private final WorkLog log;

  RecallingTool(WorkLog log) {
    this.log = log;
  }

  @Override
  public ToolSpecification specification() {
    return ToolSpecification.builder()
        .name(NAME)
        .description("Says what is remembered of sessions")
        .parameters(
            JsonObjectSchema.builder().addStringProperty("sessions").required("sessions").build())
        .build();
  }

  @Override
  public ToolTraits traits() {
    return ToolTraits.READS;
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) {
    for (String session : arguments.get("sessions").asText().split(" ", -1)) {
      for (Turn turn :
          context
              .effects()
              .perform(new Effect.Recall(new RecallQuery("", session, 5, 0)))
              .recent()) {
        log.append(
            WorkLog.Kind.REMEMBERED,
            session,
            turn.id(),
            turn.tools().toString(),
            turn.answer(),
            context.scope().run());
      }
    }
    return new ToolResult.Ok("written");
  }
}

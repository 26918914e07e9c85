package dev.retinue.memory.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.util.List;
import java.util.Locale;

/** Searches the agent's memory. Thread-safe. */
final class RecallTool implements Tool {
  private static final int USUAL_LIMIT = 5;
  private static final int MOST = 20;

  private static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name("recall")
          .description(
              "Searches what you remember of earlier conversations and what you noted, for the person"
                  + " you talk to. Use it when what was recalled by itself does not hold what you"
                  + " need; ask in other words than before.")
          .parameters(
              JsonObjectSchema.builder()
                  .addStringProperty("query", "What to look for, in words")
                  .addIntegerProperty("limit", "How many at most, 1 to 20; 5 if it is left out")
                  .required("query")
                  .additionalProperties(false)
                  .build())
          .build();

  @Override
  public ToolSpecification specification() {
    return SPECIFICATION;
  }

  /** The label of what it returns is that of what was recalled. */
  @Override
  public ToolCard card() {
    return ToolCard.of("memory");
  }

  @Override
  public ToolTraits traits() {
    return ToolTraits.READS.withLabel(Label.NONE);
  }

  /** A record as the model sees it. */
  private record Found(String id, String kind, String at, String text) {}

  private record Answer(List<Found> found, double support) {}

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) {
    int limit = arguments.path("limit").asInt(USUAL_LIMIT);
    if (limit < 1 || limit > MOST) {
      return new ToolResult.Failed(
          "INVALID_ARGUMENT", "limit must be from 1 to " + MOST + ", got " + limit);
    }
    Recollections recalled =
        context
            .effects()
            .perform(
                new Effect.Recall(new RecallQuery(arguments.get("query").asText(), "", 0, limit)));
    List<Found> found =
        recalled.relevant().stream()
            .map(each ->
                new Found(
                    each.record().id(),
                    each.kind().name().toLowerCase(Locale.ROOT),
                    each.record().context().at().toString(),
                    each.record().text()))
            .toList();
    return new ToolResult.Ok(Json.write(new Answer(found, recalled.support())));
  }
}

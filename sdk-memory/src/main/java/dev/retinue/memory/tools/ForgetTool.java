package dev.retinue.memory.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.label.Label;
import dev.retinue.memory.MemorySelection;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.util.ArrayList;
import java.util.List;

/** Forgets records by their ids. Thread-safe. */
final class ForgetTool implements Tool {
  private static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name("forget")
          .description(
              "Forgets for good what you remember under these ids, as 'recall' gives them. Use it when"
                  + " the person asks you to, or when something was noted wrongly.")
          .parameters(
              JsonObjectSchema.builder()
                  .addProperty(
                      "ids",
                      JsonArraySchema.builder()
                          .description("Ids of what is to be forgotten")
                          .items(JsonStringSchema.builder().description("An id").build())
                          .build())
                  .required("ids")
                  .additionalProperties(false)
                  .build())
          .build();

  @Override
  public ToolSpecification specification() {
    return SPECIFICATION;
  }

  @Override
  public ToolCard card() {
    return ToolCard.of("memory");
  }

  @Override
  public ToolTraits traits() {
    return ToolTraits.touching(AccessClass.WRITE)
        .withEffectClass(EffectClass.IDEMPOTENT)
        .withLabel(Label.NONE);
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) {
    List<String> ids = new ArrayList<>();
    for (JsonNode id : arguments.get("ids")) {
      ids.add(id.asText());
    }
    int forgotten =
        context.effects().perform(new Effect.Forget(new MemorySelection.Ids(ids))).records();
    return forgotten == 0 && !ids.isEmpty()
        ? new ToolResult.Failed(
            "NOT_FOUND", "nothing is remembered under " + ids + "; take ids from 'recall'")
        : new ToolResult.Ok("{\"forgotten\":" + forgotten + "}");
  }
}

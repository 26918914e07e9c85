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
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Keeps a note, a fact, a skill or a resource. Thread-safe. */
final class RememberTool implements Tool {
  private static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name("remember")
          .description(
              "Keeps something for later conversations with the same person. Use kind 'fact' for what"
                  + " holds of somebody or something and may change (subject, attribute, text = the"
                  + " value), 'skill' for how something is done (name, triggers, text = the steps),"
                  + " 'resource' for what you have and where (name, location, text = what it is good"
                  + " for), and 'note' for anything else. The conversation itself is kept without"
                  + " this.")
          .parameters(
              JsonObjectSchema.builder()
                  .addEnumProperty(
                      "kind", List.of("note", "fact", "skill", "resource"), "What it is")
                  .addStringProperty(
                      "text", "What is to be remembered: of a fact its value, of a skill its steps")
                  .addStringProperty("subject", "Of a fact: whom or what it is about, e.g. 'Ada'")
                  .addStringProperty("attribute", "Of a fact: what of it, e.g. 'employer'")
                  .addStringProperty(
                      "valid_from",
                      "Of a fact: since when it holds, as 2026-03-01; now if it is left out")
                  .addStringProperty("name", "Of a skill or resource: a few words")
                  .addStringProperty("location", "Of a resource: its path or address")
                  .addProperty(
                      "triggers",
                      JsonArraySchema.builder()
                          .description("Of a skill: words or phrases of tasks that call for it")
                          .items(JsonStringSchema.builder().description("A phrase").build())
                          .build())
                  .required("kind", "text")
                  .additionalProperties(false)
                  .build())
          .build();

  @Override
  public ToolSpecification specification() {
    return SPECIFICATION;
  }

  /** What it keeps is kept under an id that is recorded before, so that twice is once. */
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
    String id = context.effects().perform(new Effect.DrawId());
    Instant now = context.now();
    MemoryRecord record;
    try {
      Context here = new Context(context.scope().session(), context.scope().principal(), now);
      record = record(id, here, arguments);
    } catch (IllegalArgumentException e) {
      return new ToolResult.Failed("INVALID_ARGUMENT", String.valueOf(e.getMessage()));
    }
    context.effects().perform(new Effect.Remember(record));
    return new ToolResult.Ok("{\"remembered\":\"" + id + "\"}");
  }

  private static MemoryRecord record(String id, Context here, ObjectNode arguments) {
    String text = text(arguments, "text");
    return switch (text(arguments, "kind")) {
      case "fact" ->
          new Fact(
              id,
              here,
              new Fact.Statement(text(arguments, "subject"), text(arguments, "attribute"), text),
              new Fact.Origin(since(arguments, here.at()), null, List.of()),
              Label.NONE);
      case "skill" ->
          new Skill(
              id,
              here,
              new Skill.Practice(text(arguments, "name"), triggers(arguments), text),
              List.of(),
              Label.NONE);
      case "resource" ->
          new Resource(
              id,
              here,
              new Resource.Holding(text(arguments, "name"), text(arguments, "location"), text),
              List.of(),
              Label.NONE);
      default -> new Note(id, here, text, List.of(), Label.NONE);
    };
  }

  private static String text(ObjectNode arguments, String name) {
    JsonNode value = arguments.get(name);
    if (value == null || value.asText().isBlank()) {
      throw new IllegalArgumentException(
          "a " + arguments.path("kind").asText() + " needs '" + name + "'");
    }
    return value.asText();
  }

  private static List<String> triggers(ObjectNode arguments) {
    List<String> triggers = new ArrayList<>();
    for (JsonNode trigger : arguments.path("triggers")) {
      triggers.add(trigger.asText());
    }
    return triggers;
  }

  private static Instant since(ObjectNode arguments, Instant now) {
    JsonNode since = arguments.get("valid_from");
    if (since == null || since.isNull()) {
      return now;
    }
    String text = since.asText();
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "valid_from must be a date as 2026-03-01 or an instant as 2026-03-01T10:00:00Z, got '"
              + text
              + "'",
          e);
    }
  }
}

package dev.retinue.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The length of prompts and their parts, where nothing is known of the model's tokenizer. */
public final class PromptLength {
  private static final int CHARACTERS_OF_A_TOKEN = 4;
  private static final int USUAL_TOOL = 100;

  /** Of the marks and the type around a property of a schema. */
  private static final int PROPERTY = 24;

  private PromptLength() {}

  /** Of a tool's name, description and parameters. */
  public static long tokens(ToolSpecification tool) {
    long characters = PROPERTY + tool.name().length() + length(tool.description());
    return (characters + characters(tool.parameters())) / CHARACTERS_OF_A_TOKEN;
  }

  private static long characters(@Nullable JsonSchemaElement schema) {
    if (schema == null) {
      return 0;
    }
    long sum = length(schema.description());
    switch (schema) {
      case JsonObjectSchema object -> {
        for (Map.Entry<String, JsonSchemaElement> property : object.properties().entrySet()) {
          sum += PROPERTY + property.getKey().length() + characters(property.getValue());
        }
        for (JsonSchemaElement definition : object.definitions().values()) {
          sum += PROPERTY + characters(definition);
        }
      }
      case JsonArraySchema list -> sum += PROPERTY + characters(list.items());
      case JsonEnumSchema choice -> {
        for (String value : choice.enumValues()) {
          sum += value.length() + 3;
        }
      }
      case JsonAnyOfSchema either -> {
        for (JsonSchemaElement each : either.anyOf()) {
          sum += PROPERTY + characters(each);
        }
      }
      case JsonRawSchema raw -> sum += length(raw.schema());
      default -> {}
    }
    return sum;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  static long tokens(ChatRequest request) {
    long characters = 0;
    for (ChatMessage message : request.messages()) {
      characters += Length.of(message);
    }
    int tools = request.toolSpecifications() == null ? 0 : request.toolSpecifications().size();
    return characters / CHARACTERS_OF_A_TOKEN + (long) tools * USUAL_TOOL;
  }
}

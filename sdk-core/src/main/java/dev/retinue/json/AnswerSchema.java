package dev.retinue.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.internal.JsonSchemaElementJsonUtils;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.Map;

/**
 * The form in which an answer is wanted, from a record and to and from its recorded form. The one
 * place that uses langchain4j's schema conversion, which is public but not part of its documented
 * API.
 */
public final class AnswerSchema {
  private AnswerSchema() {}

  /**
   * The schema of a record.
   *
   * @throws IllegalArgumentException if the type is not an object in JSON
   */
  public static JsonSchema of(Class<?> type) {
    if (JsonSchemaElementUtils.jsonSchemaElementFrom(type) instanceof JsonObjectSchema object) {
      return JsonSchema.builder().name(type.getSimpleName()).rootElement(object).build();
    }
    throw new IllegalArgumentException(
        "an answer can be asked for as a record, got " + type.getName() + "; wrap it in a record");
  }

  public static String write(JsonSchema schema) {
    return Json.write(
        Map.of(
            "name",
            schema.name(),
            "schema",
            JsonSchemaElementJsonUtils.toMap(schema.rootElement())));
  }

  @SuppressWarnings("unchecked") // JSON objects are maps from text
  public static JsonSchema read(String json) {
    JsonNode tree = Json.tree(json);
    Map<String, Object> schema = (Map<String, Object>) Json.read(tree.get("schema"), Map.class);
    return JsonSchema.builder()
        .name(tree.get("name").textValue())
        .rootElement(JsonSchemaElementJsonUtils.fromMap(schema))
        .build();
  }
}

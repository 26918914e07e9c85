package dev.retinue.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.error.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds JSON that a model wrote against a schema in langchain4j's vocabulary, repairing what has
 * only one reading: code fences around it, trailing commas, single quotes, unquoted names, a number
 * written as text, a single value where a list is wanted. What has several readings is reported,
 * not guessed.
 */
public final class SchemaCheck {
  private static final JsonFactory LENIENT =
      new JsonFactoryBuilder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();
  private static final Pattern FENCED =
      Pattern.compile("\\s*```\\w*\\s*(.*?)\\s*```\\s*", Pattern.DOTALL);

  private final List<String> problems = new ArrayList<>();
  private final Map<String, JsonSchemaElement> definitions;

  private SchemaCheck(Map<String, JsonSchemaElement> definitions) {
    this.definitions = definitions;
  }

  /** What came of a check. */
  public sealed interface Checked {
    /** It fits, perhaps after repairs. */
    record Fits(ObjectNode json) implements Checked {}

    /** It does not; what is wrong, for whoever wrote it. */
    record Wrong(String problems) implements Checked {}
  }

  /**
   * Reads and checks a JSON object.
   *
   * @param text what the model wrote; blank stands for an empty object
   * @param schema null allows any object
   */
  public static Checked check(String text, @Nullable JsonObjectSchema schema) {
    String bare = text.contains("```") ? withoutFence(text) : text;
    JsonNode node;
    try {
      node = bare.isBlank() ? JsonNodeFactory.instance.objectNode() : read(bare);
    } catch (JsonProcessingException e) {
      return new Checked.Wrong(
          "not a JSON object: "
              + e.getOriginalMessage()
              + " at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr());
    }
    if (!(node instanceof ObjectNode object)) {
      return new Checked.Wrong("must be a JSON object, got " + shown(node));
    }
    if (schema == null) {
      return new Checked.Fits(object);
    }
    SchemaCheck check =
        new SchemaCheck(schema.definitions() == null ? Map.of() : schema.definitions());
    JsonNode fitted = check.object(object, schema, "");
    return check.problems.isEmpty()
        ? new Checked.Fits((ObjectNode) fitted)
        : new Checked.Wrong(String.join("; ", check.problems));
  }

  private static String withoutFence(String text) {
    Matcher fenced = FENCED.matcher(text);
    return fenced.matches() ? fenced.group(1) : text;
  }

  private static JsonNode read(String text) throws JsonProcessingException {
    try (JsonParser in = LENIENT.createParser(text)) {
      return JsonTree.readAll(in);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
  }

  private JsonNode object(ObjectNode object, JsonObjectSchema schema, String path) {
    Map<String, JsonSchemaElement> properties =
        schema.properties() == null ? Map.of() : schema.properties();
    // In place: the tree was read for this check.
    Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String name = field.getKey();
      JsonSchemaElement expected = properties.get(name);
      String place = path.isEmpty() ? name : path + "." + name;
      if (expected != null) {
        boolean required = schema.required() != null && schema.required().contains(name);
        if (!field.getValue().isNull() || required) {
          field.setValue(fit(field.getValue(), expected, place));
        } else {
          fields.remove(); // What is optional and null is not there.
        }
      } else if (!Boolean.TRUE.equals(schema.additionalProperties())) {
        problems.add("unknown field '" + place + "'" + NearestName.hint(name, properties.keySet()));
      }
    }
    if (schema.required() != null) {
      for (String name : schema.required()) {
        if (!object.has(name)) {
          problems.add("field '" + (path.isEmpty() ? name : path + "." + name) + "' is missing");
        }
      }
    }
    return object;
  }

  private JsonNode fit(JsonNode value, JsonSchemaElement schema, String path) {
    return switch (schema) {
      case JsonObjectSchema expected when value instanceof ObjectNode object ->
          object(object, expected, path);
      case JsonArraySchema expected -> array(value, expected, path);
      case JsonStringSchema expected when value.isTextual() -> value;
      case JsonStringSchema expected when value.isNumber() || value.isBoolean() ->
          TextNode.valueOf(value.asText());
      case JsonEnumSchema expected when value.isTextual() -> constant(value, expected, path);
      case JsonIntegerSchema expected -> integer(value, path);
      case JsonNumberSchema expected -> number(value, path);
      case JsonBooleanSchema expected -> bool(value, path);
      case JsonAnyOfSchema expected -> anyOf(value, expected, path);
      case JsonReferenceSchema expected when definitions.get(expected.reference()) != null ->
          fit(value, java.util.Objects.requireNonNull(definitions.get(expected.reference())), path);
      case JsonObjectSchema expected -> wrong(value, "an object", path);
      case JsonStringSchema expected -> wrong(value, "text", path);
      case JsonEnumSchema expected -> wrong(value, "one of " + expected.enumValues(), path);
      default -> value;
    };
  }

  private JsonNode array(JsonNode value, JsonArraySchema schema, String path) {
    ArrayNode fitted = JsonNodeFactory.instance.arrayNode();
    if (value instanceof ArrayNode items) {
      for (int i = 0; i < items.size(); i++) {
        fitted.add(
            schema.items() == null
                ? items.get(i)
                : fit(items.get(i), schema.items(), path + "[" + i + "]"));
      }
    } else {
      fitted.add(schema.items() == null ? value : fit(value, schema.items(), path + "[0]"));
    }
    return fitted;
  }

  private JsonNode constant(JsonNode value, JsonEnumSchema schema, String path) {
    for (String allowed : schema.enumValues()) {
      if (allowed.equalsIgnoreCase(value.textValue().strip())) {
        return TextNode.valueOf(allowed);
      }
    }
    problems.add(
        "field '"
            + path
            + "' must be one of "
            + schema.enumValues()
            + ", got '"
            + value.textValue()
            + "'");
    return value;
  }

  private JsonNode integer(JsonNode value, String path) {
    if (value.isInt() || value.isLong()) {
      return LongNode.valueOf(value.longValue());
    }
    BigDecimal number = decimal(value);
    if (number == null
        || number.stripTrailingZeros().scale() > 0
        || number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return wrong(value, "a whole number", path);
    }
    return LongNode.valueOf(number.longValueExact());
  }

  private JsonNode number(JsonNode value, String path) {
    BigDecimal number = decimal(value);
    return number == null
        ? wrong(value, "a number", path)
        : value.isNumber() ? value : DecimalNode.valueOf(number);
  }

  private static @Nullable BigDecimal decimal(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue();
    }
    if (value.isTextual()) {
      try {
        return new BigDecimal(value.textValue().strip());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  private JsonNode bool(JsonNode value, String path) {
    if (value.isBoolean()) {
      return value;
    }
    String text = value.asText().strip().toLowerCase(Locale.ROOT);
    return text.equals("true") || text.equals("false")
        ? BooleanNode.valueOf(text.equals("true"))
        : wrong(value, "true or false", path);
  }

  private JsonNode anyOf(JsonNode value, JsonAnyOfSchema schema, String path) {
    for (JsonSchemaElement option : schema.anyOf()) {
      SchemaCheck attempt = new SchemaCheck(definitions);
      JsonNode fitted = attempt.fit(value.deepCopy(), option, path);
      if (attempt.problems.isEmpty()) {
        return fitted;
      }
    }
    return wrong(value, "of another form", path);
  }

  private JsonNode wrong(JsonNode value, String expected, String path) {
    problems.add("field '" + path + "' must be " + expected + ", got " + shown(value));
    return value;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}

package dev.retinue.tools.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads JSON schemas (drafts 7 to 2020-12, and OpenAPI's of 3.0) into langchain4j's vocabulary.
 * What the vocabulary cannot say (ranges, patterns, formats) goes into the description. References
 * are resolved in place; one that leads back to itself becomes a definition. Confined to one tool.
 */
public final class SchemaReader {
  private static final int MOST_PARTS = 1500;
  private static final int DEEPEST = 24;
  private static final int LONGEST_DESCRIPTION = 400;
  private static final int LONGEST_NAME = 128;
  private static final List<String> BOUNDS =
      List.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "pattern",
          "format",
          "default");

  private final JsonNode root;
  private final Map<String, JsonSchemaElement> definitions = new LinkedHashMap<>();
  private final Deque<String> within = new ArrayDeque<>();
  private final Set<String> cyclic = new HashSet<>();
  private int parts;

  /**
   * @param root what references are resolved in
   */
  public SchemaReader(JsonNode root) {
    this.root = root;
  }

  /**
   * The parameters that a schema of an object describes.
   *
   * @param place of the schema, for messages
   * @throws IllegalArgumentException if it is no such schema; says where, and why
   */
  public static JsonObjectSchema parameters(JsonNode schema, String place) {
    SchemaReader reader = new SchemaReader(schema);
    JsonSchemaElement element = reader.read(schema, place);
    if (!(element instanceof JsonObjectSchema object)) {
      throw new IllegalArgumentException(
          place + ": the schema must be of an object, with \"type\": \"object\"");
    }
    return reader.withDefinitions(object);
  }

  /** The object with the definitions that were found on the way. */
  public JsonObjectSchema withDefinitions(JsonObjectSchema object) {
    return definitions.isEmpty()
        ? object
        : JsonObjectSchema.builder()
            .description(object.description())
            .addProperties(object.properties())
            .required(object.required())
            .additionalProperties(object.additionalProperties())
            .definitions(definitions)
            .build();
  }

  /**
   * One schema.
   *
   * @throws IllegalArgumentException if it is none; says where, and why
   */
  public JsonSchemaElement read(JsonNode schema, String place) {
    if (++parts > MOST_PARTS) {
      return anything("The schema is too large to be shown; any JSON.");
    }
    if (schema.isBoolean()) {
      return anything("");
    }
    if (!schema.isObject()) {
      throw new IllegalArgumentException(
          place + ": a schema must be an object, got " + shown(schema));
    }
    if (within.size() > DEEPEST || place.length() > 2000) {
      return anything("The schema is too deep to be shown; any JSON.");
    }
    JsonNode reference = schema.path("$ref");
    return reference.isMissingNode() ? here(schema, place) : referred(reference, place);
  }

  private JsonSchemaElement referred(JsonNode reference, String place) {
    String text = reference.asText();
    if (cyclic.contains(text) || within.contains(text)) {
      cyclic.add(text);
      return JsonReferenceSchema.builder().reference(nameOf(text)).build();
    }
    within.push(text);
    try {
      JsonSchemaElement target = read(resolve(root, text, place), place);
      if (!cyclic.contains(text)) {
        return target;
      }
      definitions.put(nameOf(text), target);
      return JsonReferenceSchema.builder().reference(nameOf(text)).build();
    } finally {
      within.pop();
    }
  }

  /**
   * What a reference within the document leads to.
   *
   * @throws IllegalArgumentException if it leads out of it, or nowhere
   */
  public static JsonNode resolve(JsonNode root, String reference, String place) {
    if (!reference.startsWith("#")) {
      throw new IllegalArgumentException(
          place
              + ": '"
              + OutsideText.line(reference, 100)
              + "' leads out of the document, which is not followed; bundle the document into one");
    }
    String pointer = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
    JsonNode found;
    try {
      found = root.at(JsonPointer.compile(pointer));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          place + ": '" + OutsideText.line(reference, 100) + "' is no reference", e);
    }
    if (found.isMissingNode()) {
      throw new IllegalArgumentException(
          place + ": '" + OutsideText.line(reference, 100) + "' leads to nothing");
    }
    return found;
  }

  private static String nameOf(String reference) {
    return reference.equals("#")
        ? "root"
        : reference.substring(reference.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
  }

  private JsonSchemaElement here(JsonNode schema, String place) {
    if (schema.path("allOf").isArray() && !schema.path("allOf").isEmpty()) {
      return all(schema, place);
    }
    boolean hasProperties = schema.path("properties").isObject();
    for (String word : List.of("oneOf", "anyOf")) {
      if (schema.path(word).isArray() && !schema.path(word).isEmpty() && !hasProperties) {
        return any(schema, schema.path(word), place + "/" + word);
      }
    }
    List<String> types = types(schema, place);
    if (types.size() > 1) {
      List<JsonSchemaElement> options =
          types.stream().map(type -> typed(schema, type, place)).toList();
      return JsonAnyOfSchema.builder().description(description(schema)).anyOf(options).build();
    }
    return types.isEmpty() ? anything(description(schema)) : typed(schema, types.getFirst(), place);
  }

  /** The types but null, which is what is left out. */
  private static List<String> types(JsonNode schema, String place) {
    JsonNode type = schema.path("type");
    Set<String> types = new LinkedHashSet<>();
    if (type.isTextual()) {
      types.add(type.asText());
    } else if (type.isArray()) {
      type.forEach(one -> types.add(one.asText()));
    } else if (!type.isMissingNode()) {
      throw new IllegalArgumentException(
          place + "/type: must be the name of a type or a list of such, got " + shown(type));
    } else if (schema.has("properties") || schema.has("additionalProperties")) {
      types.add("object");
    } else if (schema.has("items")) {
      types.add("array");
    } else if (schema.path("enum").isArray() || schema.path("const").isTextual()) {
      types.add("string");
    }
    types.remove("null");
    return List.copyOf(types);
  }

  private JsonSchemaElement typed(JsonNode schema, String type, String place) {
    String description = description(schema);
    return switch (type) {
      case "object" -> object(schema, description, place);
      case "array" ->
          JsonArraySchema.builder()
              .description(description)
              .items(
                  schema.has("items") ? read(schema.path("items"), place + "/items") : anything(""))
              .build();
      case "string" -> text(schema, description);
      case "integer" ->
          JsonIntegerSchema.builder().description(withValues(schema, description)).build();
      case "number" ->
          JsonNumberSchema.builder().description(withValues(schema, description)).build();
      case "boolean" -> JsonBooleanSchema.builder().description(description).build();
      default ->
          throw new IllegalArgumentException(
              place
                  + "/type: '"
                  + OutsideText.line(type, 40)
                  + "' is none of object, array, string, integer, number, boolean, null");
    };
  }

  private JsonObjectSchema object(JsonNode schema, String description, String place) {
    JsonObjectSchema.Builder object = JsonObjectSchema.builder().description(description);
    JsonNode properties = schema.path("properties");
    if (!properties.isMissingNode() && !properties.isObject()) {
      throw new IllegalArgumentException(
          place + "/properties: must be an object, got " + shown(properties));
    }
    properties
        .properties()
        .forEach(property ->
            object.addProperty(
                named(property.getKey(), place),
                read(property.getValue(), place + "/properties/" + property.getKey())));
    List<String> required = new ArrayList<>();
    JsonNode wanted = schema.path("required");
    if (wanted.isArray()) {
      for (JsonNode name : wanted) {
        required.add(named(name.asText(), place + "/required"));
        if (!properties.has(name.asText())) {
          object.addProperty(name.asText(), anything(""));
        }
      }
    } else if (!wanted.isMissingNode() && !wanted.isBoolean()) { // a truth value is of draft 3
      throw new IllegalArgumentException(
          place + "/required: must be a list of names, got " + shown(wanted));
    }
    JsonNode more = schema.path("additionalProperties");
    boolean open = more.isObject() || more.asBoolean(properties.isEmpty());
    return object.required(required).additionalProperties(open).build();
  }

  private static String named(String name, String place) {
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || !OutsideText.line(name, 200).equals(name)) {
      throw new IllegalArgumentException(
          place
              + ": '"
              + OutsideText.line(name, LONGEST_NAME)
              + "' cannot be the name of a parameter: it must have 1 to 128 visible characters");
    }
    return name;
  }

  private JsonSchemaElement text(JsonNode schema, String description) {
    List<String> values = new ArrayList<>();
    JsonNode list = schema.path("enum");
    if (list.isArray()) {
      list.forEach(value -> {
        if (!value.isNull()) {
          values.add(value.asText());
        }
      });
    } else if (schema.has("const")) {
      values.add(schema.path("const").asText());
    }
    return values.isEmpty()
        ? JsonStringSchema.builder().description(description).build()
        : JsonEnumSchema.builder().description(description).enumValues(values).build();
  }

  private static String withValues(JsonNode schema, String description) {
    JsonNode values = schema.has("const") ? schema.path("const") : schema.path("enum");
    return values.isMissingNode()
        ? description
        : joined(description, "one of " + OutsideText.line(values.toString(), 100));
  }

  private JsonSchemaElement any(JsonNode schema, JsonNode options, String place) {
    List<JsonSchemaElement> elements = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      if (!options.get(i).path("type").asText().equals("null")) {
        elements.add(read(options.get(i), place + "/" + i));
      }
    }
    return elements.size() == 1
        ? elements.getFirst()
        : JsonAnyOfSchema.builder().description(description(schema)).anyOf(elements).build();
  }

  /** One object of several; the first of what are none. */
  private JsonSchemaElement all(JsonNode schema, String place) {
    JsonObjectSchema.Builder merged = JsonObjectSchema.builder().description(description(schema));
    Set<String> required = new LinkedHashSet<>();
    boolean open = false;
    boolean objects = false;
    List<JsonSchemaElement> found = new ArrayList<>();
    JsonNode list = schema.path("allOf");
    for (int i = 0; i < list.size(); i++) {
      found.add(read(list.get(i), place + "/allOf/" + i));
    }
    if (schema.has("properties") || schema.path("type").asText().equals("object")) {
      found.add(object(schema, description(schema), place));
    }
    for (JsonSchemaElement element : found) {
      if (element instanceof JsonObjectSchema object) {
        objects = true;
        open |= Boolean.TRUE.equals(object.additionalProperties());
        if (object.properties() != null) {
          object.properties().forEach(merged::addProperty);
        }
        if (object.required() != null) {
          required.addAll(object.required());
        }
      }
    }
    return objects
        ? merged.required(List.copyOf(required)).additionalProperties(open).build()
        : found.getFirst();
  }

  /** Any JSON. */
  private static JsonSchemaElement anything(String description) {
    return JsonRawSchema.from(
        Json.write(description.isEmpty() ? Map.of() : Map.of("description", description)));
  }

  private static String description(JsonNode schema) {
    String said = schema.path("description").asText(schema.path("title").asText(""));
    String description = OutsideText.line(said, LONGEST_DESCRIPTION);
    for (String bound : BOUNDS) {
      if (schema.path(bound).isValueNode()) {
        description =
            joined(description, bound + " " + OutsideText.line(schema.path(bound).asText(), 80));
      }
    }
    return description;
  }

  private static String joined(String first, String second) {
    return first.isEmpty() ? second : first + "; " + second;
  }

  private static String shown(JsonNode node) {
    return OutsideText.line(node.toString(), 60);
  }
}

package dev.retinue.llm.offline.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Sixty tools and requests for them, read from the test's resources. */
public final class Requests {
  public static final String NONE = "-";

  private Requests() {}

  /**
   * @param tools the names of the tools that fit, or {@link #NONE} alone
   * @param arguments those that can be read off the text; an empty object if none can
   */
  public record Request(String text, List<String> tools, JsonNode arguments) {
    public boolean isForNone() {
      return tools.equals(List.of(NONE));
    }
  }

  /**
   * @param calls those expected, in order
   * @param results what each returns
   * @param answer what the last answer must contain
   */
  public record Chain(String text, List<Request> calls, List<String> results, String answer) {}

  public static List<ToolSpecification> tools() {
    List<ToolSpecification> tools = new ArrayList<>();
    Json.tree(resource("tools.json"))
        .forEach(tool ->
            tools.add(
                ToolSpecification.builder()
                    .name(tool.path("name").asText())
                    .description(tool.path("description").asText())
                    .parameters((JsonObjectSchema) schema(tool.path("parameters")))
                    .build()));
    return tools;
  }

  /**
   * @param file paraphrases.jsonl or paraphrases-dev.jsonl
   */
  public static List<Request> of(String file) {
    return resource(file).lines().map(Json::tree).map(Requests::request).toList();
  }

  public static List<Chain> chains(String file) {
    return resource(file)
        .lines()
        .map(Json::tree)
        .map(line ->
            new Chain(
                line.path("text").asText(),
                list(line.path("calls")).stream().map(Requests::request).toList(),
                list(line.path("results")).stream().map(JsonNode::asText).toList(),
                line.path("answer").asText()))
        .toList();
  }

  private static Request request(JsonNode line) {
    JsonNode tool = line.path("tool");
    return new Request(
        line.path("text").asText(),
        tool.isArray()
            ? list(tool).stream().map(JsonNode::asText).toList()
            : List.of(tool.asText()),
        line.has("arguments") ? line.get("arguments") : Json.tree("{}"));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static JsonSchemaElement schema(JsonNode node) {
    String about = node.has("description") ? node.path("description").asText() : null;
    if (node.has("enum")) {
      return JsonEnumSchema.builder()
          .description(about)
          .enumValues(list(node.path("enum")).stream().map(JsonNode::asText).toList())
          .build();
    }
    return switch (node.path("type").asText()) {
      case "object" -> {
        var object = JsonObjectSchema.builder().description(about);
        node.path("properties")
            .properties()
            .forEach(each -> object.addProperty(each.getKey(), schema(each.getValue())));
        yield object
            .required(list(node.path("required")).stream().map(JsonNode::asText).toList())
            .build();
      }
      case "array" ->
          JsonArraySchema.builder().description(about).items(schema(node.path("items"))).build();
      case "integer" -> JsonIntegerSchema.builder().description(about).build();
      case "number" -> JsonNumberSchema.builder().description(about).build();
      case "boolean" -> JsonBooleanSchema.builder().description(about).build();
      default -> JsonStringSchema.builder().description(about).build();
    };
  }

  /** Whether all that is expected is there; what is filled beyond it may be. */
  public static boolean holds(JsonNode filled, JsonNode expected) {
    return expected.properties().stream()
        .allMatch(each -> isSame(filled.path(each.getKey()), each.getValue()));
  }

  private static boolean isSame(JsonNode filled, JsonNode expected) {
    if (expected.isNumber()) {
      return filled.isNumber() && filled.decimalValue().compareTo(expected.decimalValue()) == 0;
    }
    if (expected.isArray()) {
      if (filled.size() != expected.size()) {
        return false;
      }
      for (int i = 0; i < expected.size(); i++) {
        if (!isSame(filled.path(i), expected.path(i))) {
          return false;
        }
      }
      return true;
    }
    return filled.equals(expected)
        || (expected.isTextual() && isSameMoment(filled.asText(), expected.asText()))
        || (expected.isTextual() && bare(filled.asText()).equals(bare(expected.asText())));
  }

  /** Text without the blanks and the full stop that quoting leaves to taste. */
  private static String bare(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("[.?!/]+$", "").strip();
  }

  private static boolean isSameMoment(String filled, String expected) {
    try {
      return LocalDateTime.parse(filled).equals(LocalDateTime.parse(expected));
    } catch (DateTimeException noMoment) {
      return false;
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Requests.class.getResourceAsStream("../" + name)) {
      if (stream == null) {
        throw new AssertionError("there is no " + name + " among the test's resources");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + name, e);
    }
  }
}

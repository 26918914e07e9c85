package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.tools.openapi.Parameter.Place;
import dev.retinue.tools.schema.OutsideName;
import dev.retinue.tools.schema.OutsideText;
import dev.retinue.tools.schema.SchemaReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads operations of a document. What is wrong is an {@link IllegalArgumentException} that names
 * the place.
 *
 * @param credentials handles of secrets by the names of security schemes
 * @param server in place of those that the document declares; empty for those
 */
record OperationReader(OpenApiDocument document, Map<String, String> credentials, String server) {
  private static final int LONGEST_DESCRIPTION = 1024;

  /** They are of the message, and not of the operation (OpenAPI 3.1, Parameter Object). */
  private static final Set<String> NOT_PARAMETERS =
      Set.of("accept", "content-type", "authorization");

  private JsonNode root() {
    return document.root();
  }

  private JsonNode followed(JsonNode node, String place) {
    JsonNode reached = node;
    for (int i = 0; i < 10 && reached.has("$ref"); i++) {
      reached = SchemaReader.resolve(root(), reached.path("$ref").asText(), place);
    }
    return reached;
  }

  /** The id of an operation, or its method and path where it has none. */
  static String id(JsonNode operation, String method, String path) {
    String id = operation.path("operationId").asText("");
    return id.isBlank() ? method + path.replace("{", "by_").replace("}", "") : id;
  }

  /** An id as the name of a tool: in snake_case. */
  static String snake(String id) {
    return id.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .replaceAll("^_|_$", "")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * One operation.
   *
   * @param method in lower case, as the document has it
   */
  Operation read(String path, String method, String toolName) {
    JsonNode item = followed(root().path("paths").path(path), place(path));
    JsonNode operation = item.path(method);
    String place = place(path) + "/" + method;
    SchemaReader schemas = new SchemaReader(root());
    JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
    List<String> required = new ArrayList<>();
    List<Parameter> parameters = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>(Set.of("body"));
    for (JsonNode given : parameters(item, operation, place).values()) {
      String at = place + "/parameters/" + OutsideText.line(given.path("name").asText(), 60);
      Place goes = goes(given, at);
      String name = given.path("name").asText();
      if (goes == Place.HEADER && NOT_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      String plain = name.replaceAll("[^A-Za-z0-9_.-]+", "_");
      String argument =
          taken.add(plain) ? plain : plain + "_" + goes.name().toLowerCase(Locale.ROOT);
      taken.add(argument);
      JsonNode described =
          given.has("schema")
              ? given.path("schema")
              : given.path("content").path("application/json").path("schema");
      schema.addProperty(
          argument,
          described.isMissingNode()
              ? JsonStringSchema.builder().description(said(given)).build()
              : described(schemas.read(described, at + "/schema"), said(given)));
      if (given.path("required").asBoolean(goes == Place.PATH)) {
        required.add(argument);
      }
      boolean form = goes == Place.QUERY || goes == Place.COOKIE;
      parameters.add(
          new Parameter(
              argument,
              name,
              goes,
              given.path("explode").asBoolean(form),
              given.path("style").asText().equals("deepObject")));
    }
    checkPath(path, parameters, place);
    String bodyType = body(operation, schemas, schema, required, place);
    JsonObjectSchema arguments =
        schemas.withDefinitions(schema.required(required).additionalProperties(false).build());
    return new Operation(
        id(operation, method, path),
        ToolSpecification.builder()
            .name(toolName)
            .description(description(operation, method, path))
            .parameters(arguments)
            .build(),
        new Operation.Call(
            method.toUpperCase(Locale.ROOT),
            server(operation, item, place),
            path,
            parameters,
            bodyType),
        new Securities(root(), credentials).of(operation, place));
  }

  private static String place(String path) {
    return "paths/" + OutsideText.line(path, 100);
  }

  private String description(JsonNode operation, String method, String path) {
    String summary = operation.path("summary").asText("");
    String more = operation.path("description").asText("");
    return OutsideText.clean(
        summary
            + (summary.isEmpty() || more.isEmpty() ? "" : ". ")
            + more.strip()
            + (summary.isEmpty() && more.isEmpty() ? "(" : " (")
            + method.toUpperCase(Locale.ROOT)
            + " "
            + path
            + " of the API '"
            + document.name()
            + "')",
        LONGEST_DESCRIPTION);
  }

  private static String said(JsonNode parameter) {
    return OutsideText.line(parameter.path("description").asText(""), 300);
  }

  /** An element with what the parameter says, where its schema says nothing. */
  private static JsonSchemaElement described(JsonSchemaElement element, String said) {
    return element instanceof JsonStringSchema text
            && (text.description() == null || text.description().isEmpty())
        ? JsonStringSchema.builder().description(said).build()
        : element;
  }

  /** Those of the path, and of the operation in their place. */
  private Map<String, JsonNode> parameters(JsonNode item, JsonNode operation, String place) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    for (JsonNode list : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (int i = 0; i < list.size(); i++) {
        JsonNode parameter = followed(list.get(i), place + "/parameters/" + i);
        if (!parameter.path("name").isTextual() || !parameter.path("in").isTextual()) {
          throw new IllegalArgumentException(
              place + "/parameters/" + i + ": must have a 'name' and an 'in'");
        }
        parameters.put(
            parameter.path("in").asText() + " " + parameter.path("name").asText(), parameter);
      }
    }
    return parameters;
  }

  private static Place goes(JsonNode parameter, String place) {
    return switch (parameter.path("in").asText()) {
      case "path" -> Place.PATH;
      case "query" -> Place.QUERY;
      case "header" -> Place.HEADER;
      case "cookie" -> Place.COOKIE;
      default ->
          throw new IllegalArgumentException(
              place
                  + "/in: '"
                  + OutsideText.line(parameter.path("in").asText(), 40)
                  + "' is none of path, query, header, cookie");
    };
  }

  private static void checkPath(String path, List<Parameter> parameters, String place) {
    String rest = path;
    for (Parameter parameter : parameters) {
      if (parameter.place() == Place.PATH) {
        rest = rest.replace("{" + parameter.name() + "}", "");
      }
    }
    if (rest.contains("{")) {
      throw new IllegalArgumentException(
          place
              + "/parameters: none is for what '"
              + OutsideText.line(rest.substring(rest.indexOf('{')), 60)
              + "' in the path names");
    }
  }

  private String body(
      JsonNode operation,
      SchemaReader schemas,
      JsonObjectSchema.Builder schema,
      List<String> required,
      String place) {
    JsonNode body = followed(operation.path("requestBody"), place + "/requestBody");
    if (body.isMissingNode()) {
      return "";
    }
    for (Map.Entry<String, JsonNode> content : body.path("content").properties()) {
      String type = content.getKey().toLowerCase(Locale.ROOT);
      boolean json = type.matches("application/([a-z0-9.+-]+\\+)?json.*");
      if (json
          || type.startsWith("application/x-www-form-urlencoded")
          || type.startsWith("text/")) {
        String at = place + "/requestBody/content/" + content.getKey() + "/schema";
        JsonNode described = content.getValue().path("schema");
        schema.addProperty(
            "body",
            described.isMissingNode() && !json
                ? JsonStringSchema.builder().build()
                : schemas.read(described.isMissingNode() ? BooleanNode.TRUE : described, at));
        if (body.path("required").asBoolean(false)) {
          required.add("body");
        }
        return content.getKey();
      }
    }
    if (body.path("required").asBoolean(false)) {
      throw new IllegalArgumentException(
          place
              + "/requestBody/content: has none of JSON, form and text, which can be sent, but "
              + OutsideText.line(
                  String.join(
                      ", ",
                      body.path("content").properties().stream().map(Map.Entry::getKey).toList()),
                  200));
    }
    return "";
  }

  private String server(JsonNode operation, JsonNode item, String place) {
    if (!server.isEmpty()) {
      return server;
    }
    for (JsonNode servers :
        List.of(operation.path("servers"), item.path("servers"), root().path("servers"))) {
      if (servers.isArray() && !servers.isEmpty()) {
        return url(servers.get(0), place);
      }
    }
    return url(root().path("servers"), place);
  }

  private String url(JsonNode declared, String place) {
    String url = declared.path("url").asText("/");
    for (Map.Entry<String, JsonNode> variable : declared.path("variables").properties()) {
      url =
          url.replace("{" + variable.getKey() + "}", variable.getValue().path("default").asText());
    }
    try {
      URI resolved =
          document.source().startsWith("http")
              ? URI.create(document.source()).resolve(url)
              : URI.create(url);
      if (resolved.getHost() == null) {
        throw new IllegalArgumentException(
            place
                + ": the server '"
                + OutsideText.line(url, 100)
                + "' has no host; say where the API is with withServer(\"https://...\")");
      }
      String text = resolved.toString();
      return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    } catch (IllegalArgumentException e) {
      throw e.getMessage() != null && e.getMessage().startsWith(place)
          ? e
          : new IllegalArgumentException(
              place + ": the server '" + OutsideText.line(url, 100) + "' is no URL", e);
    }
  }

  /** The name of the tool of an operation. */
  String toolName(String id) {
    return OutsideName.of(document.name(), snake(id));
  }
}

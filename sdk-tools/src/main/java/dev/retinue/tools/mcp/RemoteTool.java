package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.tools.schema.OutsideName;
import java.util.TreeMap;

/**
 * A tool as its server describes it. All of it is untrusted.
 *
 * @param name that the server knows it by
 * @param description what a model would be told
 * @param schema of its arguments, unchecked
 * @param hints what it says of itself
 * @param fingerprint of all that it says, to know it again
 */
record RemoteTool(
    String name, String description, JsonNode schema, Hints hints, String fingerprint) {
  /**
   * What a server says of a tool, with the specification's defaults (2025-06-18, ToolAnnotations).
   *
   * @param readOnly it changes nothing
   * @param destructive it may undo or overwrite; of no meaning where it only reads
   * @param idempotent to do it twice is to do it once
   * @param openWorld it deals with what the server does not control, such as the web
   */
  record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {}

  /** One of the list that a server gives. */
  static RemoteTool of(JsonNode tool) {
    JsonNode says = tool.path("annotations");
    Hints hints =
        new Hints(
            says.path("readOnlyHint").asBoolean(false),
            says.path("destructiveHint").asBoolean(true),
            says.path("idempotentHint").asBoolean(false),
            says.path("openWorldHint").asBoolean(true));
    return new RemoteTool(
        tool.path("name").asText(),
        tool.path("description").asText(tool.path("title").asText("")),
        tool.path("inputSchema"),
        hints,
        OutsideName.hash(Json.write(sorted(tool))));
  }

  /** The same whatever order a server gives fields in. */
  private static Object sorted(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, Object> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      return node.valueStream().map(RemoteTool::sorted).toList();
    }
    return node;
  }
}

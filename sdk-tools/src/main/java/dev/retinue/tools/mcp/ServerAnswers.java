package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.secret.Vault;
import dev.retinue.tools.schema.OutsideText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a model reads of what a server answers. Immutable.
 *
 * @param server its name
 * @param most characters of an answer
 * @param secrets that must not come back
 */
record ServerAnswers(String server, int most, Vault secrets) {
  private static final int MOST_LEFT_OUT = 50;

  /**
   * An answer.
   *
   * @param server and tool that it is from
   * @param text all parts that are text
   * @param structured what the server gave as data, where it gave no text
   * @param leftOut what is no text, named
   * @param truncated whether there was more
   */
  private record Answer(
      String server,
      String tool,
      @Nullable String text,
      @Nullable JsonNode structured,
      @Nullable List<String> leftOut,
      boolean truncated) {}

  /** The result of a call, in the protocol's form. */
  ToolResult read(String tool, JsonNode result) {
    StringBuilder text = new StringBuilder();
    List<String> leftOut = new ArrayList<>();
    for (JsonNode part : result.path("content")) {
      String read = text(part, leftOut);
      if (!read.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n\n").append(read);
      }
      if (text.length() > most || leftOut.size() > MOST_LEFT_OUT) {
        break;
      }
    }
    boolean truncated = text.length() > most || leftOut.size() > MOST_LEFT_OUT;
    String told = hidden(OutsideText.clean(text.toString(), most));
    if (result.path("isError").asBoolean(false)) {
      return new ToolResult.Failed(
          "TOOL_ERROR",
          "server '"
              + server
              + "' says of '"
              + tool
              + "': "
              + (told.isEmpty() ? "it failed, without a word why" : told));
    }
    JsonNode structured = result.path("structuredContent");
    boolean data = told.isEmpty() && structured.isObject();
    if (data && structured.toString().length() > most) {
      told = hidden(OutsideText.clean(structured.toString(), most));
      truncated = true;
      data = false;
    }
    Answer answer =
        new Answer(
            server,
            tool,
            told.isEmpty() ? null : told,
            data ? Json.tree(hidden(structured.toString())) : null,
            leftOut.isEmpty() ? null : leftOut,
            truncated);
    return new ToolResult.Ok(Json.write(answer));
  }

  private static String text(JsonNode part, List<String> leftOut) {
    return switch (part.path("type").asText()) {
      case "text" -> part.path("text").asText();
      case "resource" -> resource(part.path("resource"), leftOut);
      case "resource_link" ->
          "[resource "
              + said(part, "uri")
              + " "
              + said(part, "name")
              + " "
              + said(part, "mimeType")
              + " "
              + said(part, "description")
              + "]";
      default -> {
        leftOut.add(
            said(part, "type")
                + " "
                + said(part, "mimeType")
                + ", "
                + part.path("data").asText().length() * 3L / 4
                + " bytes");
        yield "";
      }
    };
  }

  private static String resource(JsonNode resource, List<String> leftOut) {
    if (resource.has("text")) {
      return "[" + said(resource, "uri") + "]\n" + resource.path("text").asText();
    }
    leftOut.add(
        "resource "
            + said(resource, "uri")
            + " "
            + said(resource, "mimeType")
            + ", "
            + resource.path("blob").asText().length() * 3L / 4
            + " bytes");
    return "";
  }

  private static String said(JsonNode part, String field) {
    return OutsideText.line(part.path(field).asText(), 300);
  }

  /** A text without the values of secrets that were sent. */
  String hidden(String text) {
    return secrets.isEmpty() ? text : secrets.redacted(text);
  }
}

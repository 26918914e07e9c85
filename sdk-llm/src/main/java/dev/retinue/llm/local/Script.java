package dev.retinue.llm.local;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.retinue.json.AnswerSchema;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request in the terms of chat templates.
 *
 * @param plain makes what people and tools say harmless
 */
record Script(UnaryOperator<String> plain) {
  /** The messages, the wanted form of the answer among them. */
  List<Map<String, Object>> messages(ChatRequest request) {
    List<Map<String, Object>> messages = new ArrayList<>();
    request.messages().forEach(message -> messages.add(message(message)));
    String form = form(request.responseFormat());
    if (form != null) {
      Map<String, Object> first = messages.getFirst();
      if ("system".equals(first.get("role"))) {
        first.put("content", first.get("content") + "\n\n" + form);
      } else {
        messages.addFirst(said("system", form));
      }
    }
    return messages;
  }

  private static @Nullable String form(@Nullable ResponseFormat format) {
    if (format == null || format.type() != ResponseFormatType.JSON) {
      return null;
    }
    String schema =
        format.jsonSchema() == null
            ? ""
            : " by this schema: "
                + Json.tree(AnswerSchema.write(format.jsonSchema())).get("schema");
    return "Answer with one JSON object and nothing else" + schema;
  }

  private Map<String, Object> message(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> said("system", system.text());
      case UserMessage user -> said("user", text(user.contents()));
      case ToolExecutionResultMessage result -> {
        Map<String, Object> told = said("tool", text(result.contents()));
        told.put("name", result.toolName());
        told.put("tool_call_id", result.id());
        yield told;
      }
      case AiMessage answer -> {
        Map<String, Object> said = said("assistant", answer.text() == null ? "" : answer.text());
        if (answer.hasToolExecutionRequests()) {
          said.put(
              "tool_calls", answer.toolExecutionRequests().stream().map(Script::call).toList());
        }
        yield said;
      }
      default ->
          throw new UnsupportedFeatureException(
              "a model in this process cannot read a message of type " + message.type());
    };
  }

  private Map<String, Object> said(String role, String text) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("role", role);
    said.put("content", plain.apply(text));
    return said;
  }

  private static String text(List<Content> contents) {
    StringBuilder text = new StringBuilder();
    for (Content content : contents) {
      if (!(content instanceof TextContent part)) {
        throw new UnsupportedFeatureException(
            "a model in this process reads text, but the request has content of type "
                + content.type());
      }
      text.append(text.isEmpty() ? "" : "\n").append(part.text());
    }
    return text.toString();
  }

  private static Map<String, Object> call(ToolExecutionRequest request) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", request.name());
    function.put("arguments", arguments(request.arguments()));
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", request.id());
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  /** A model's own arguments may be no JSON; it is shown them as they were. */
  private static Object arguments(@Nullable String json) {
    try {
      return Json.read(json == null || json.isBlank() ? "{}" : json, Map.class);
    } catch (IllegalArgumentException e) {
      return Map.of("malformed", String.valueOf(json));
    }
  }

  /** The tools of a request; empty if it has none or wants none used. */
  static List<Map<String, Object>> tools(ChatRequest request) {
    List<ToolSpecification> offered = request.toolSpecifications();
    if (offered == null || offered.isEmpty() || request.toolChoice() == ToolChoice.NONE) {
      return List.of();
    }
    if (request.toolChoice() == ToolChoice.REQUIRED) {
      throw new UnsupportedFeatureException(
          "a model in this process cannot be made to call a tool; leave the choice to it");
    }
    return offered.stream().map(Script::tool).toList();
  }

  private static Map<String, Object> tool(ToolSpecification tool) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    function.put("description", tool.description() == null ? "" : tool.description());
    Object parameters = Json.read(Json.tree(tool.toJson()).path("parameters"), Map.class);
    function.put(
        "parameters",
        parameters == null ? Map.of("type", "object", "properties", Map.of()) : parameters);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("type", "function");
    told.put("function", function);
    return told;
  }
}

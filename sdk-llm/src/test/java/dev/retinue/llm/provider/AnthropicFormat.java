package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * After "Messages" (https://docs.claude.com/en/api/messages), "Streaming Messages"
 * (https://docs.claude.com/en/docs/build-with-claude/streaming), "Errors"
 * (https://docs.claude.com/en/api/errors) and "Handling stop reasons"
 * (https://docs.claude.com/en/api/handling-stop-reasons). Cached tokens are counted beside the
 * input: 15 and 4 are 19.
 */
final class AnthropicFormat implements WireFormat {
  private static final String USAGE =
      """
      {"input_tokens":15,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,\
      "output_tokens":10}\
      """;
  private static final String STOP = event("message_stop", "{\"type\":\"message_stop\"}");

  @Override
  public String basePath() {
    return "/v1";
  }

  private static String message(String content, String stopReason) {
    return """
    {"id":"msg_013Zva2CMHLNnjNjJJKqJ2EF","type":"message","role":"assistant",
     "model":"claude-sonnet-4-5-20250929","content":[%s],"stop_reason":"%s",
     "stop_sequence":null,"usage":%s}
    """
        .formatted(content, stopReason, USAGE);
  }

  private static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  private static String start() {
    return event(
        "message_start",
        """
        {"type":"message_start","message":{"id":"msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY",\
        "type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5-20250929",\
        "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":15,\
        "cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":1}}}\
        """);
  }

  private static String block(int index, String block) {
    return event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}"
            .formatted(index, block));
  }

  private static String delta(int index, String type, String field, String text) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":{\"type\":\"%s\",\"%s\":%s}}"
            .formatted(index, type, field, Json.write(text)));
  }

  private static String end(int index) {
    return event(
        "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":%d}".formatted(index));
  }

  private static String stopping(String reason) {
    return event(
        "message_delta",
        """
        {"type":"message_delta","delta":{"stop_reason":"%s","stop_sequence":null},\
        "usage":{"output_tokens":10}}\
        """
            .formatted(reason));
  }

  private static String text(String text) {
    return "{\"type\":\"text\",\"text\":" + Json.write(text) + "}";
  }

  @Override
  public String plain() {
    return message(text("324 m."), "end_turn");
  }

  @Override
  public List<String> plainInPieces() {
    return List.of(
        start(),
        block(0, text("")),
        event("ping", "{\"type\": \"ping\"}"),
        delta(0, "text_delta", "text", "324"),
        delta(0, "text_delta", "text", " m."),
        end(0),
        stopping("end_turn"),
        STOP);
  }

  @Override
  public String thinking() {
    return message(
        "{\"type\":\"thinking\",\"thinking\":\"It is in Paris.\",\"signature\":\"EqQBCgIYAhIM1gbcDa9GJwZA2b3h\"},"
            + text("324 m."),
        "end_turn");
  }

  @Override
  public List<String> thinkingInPieces() {
    return List.of(
        start(),
        block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
        delta(0, "thinking_delta", "thinking", "It is"),
        delta(0, "thinking_delta", "thinking", " in Paris."),
        delta(0, "signature_delta", "signature", "EqQBCgIYAhIM1gbcDa9GJwZA2b3h"),
        end(0),
        block(1, text("")),
        delta(1, "text_delta", "text", "324 m."),
        end(1),
        stopping("end_turn"),
        STOP);
  }

  private static String call(String id, String name, String input) {
    return "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":%s}"
        .formatted(id, name, input);
  }

  @Override
  public String calls() {
    return message(
        text("Let me see.")
            + ","
            + call("toolu_1", "calculator", "{\"expression\":\"2 + 3\"}")
            + ","
            + call("toolu_2", "get_weather", "{\"city\":\"Tokyo\"}"),
        "tool_use");
  }

  @Override
  public List<String> callsInPieces() {
    return List.of(
        start(),
        block(0, text("")),
        delta(0, "text_delta", "text", "Let me see."),
        end(0),
        block(1, call("toolu_1", "calculator", "{}")),
        delta(1, "input_json_delta", "partial_json", ""),
        delta(1, "input_json_delta", "partial_json", "{\"expression\": \"2"),
        delta(1, "input_json_delta", "partial_json", " + 3\"}"),
        end(1),
        block(2, call("toolu_2", "get_weather", "{}")),
        delta(2, "input_json_delta", "partial_json", "{\"city\":"),
        delta(2, "input_json_delta", "partial_json", " \"Tokyo\"}"),
        end(2),
        stopping("tool_use"),
        STOP);
  }

  @Override
  public Map<String, String> effort() {
    return Map.of(
        "/thinking/type", "enabled", "/thinking/budget_tokens", "24576", "/max_tokens", "24676");
  }

  @Override
  public String structured() {
    return message(text("{\"height\":324}"), "end_turn");
  }

  @Override
  public String cutByLimit() {
    return message(text("The tower"), "max_tokens");
  }

  @Override
  public List<String> halfACall() {
    return callsInPieces().subList(0, 7);
  }

  @Override
  public String nothing() {
    return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\"}";
  }

  @Override
  public String filtered() {
    return message(text("The"), "refusal");
  }

  @Override
  public List<String> filteredInPieces() {
    List<String> pieces = new ArrayList<>(plainInPieces());
    pieces.set(6, stopping("refusal"));
    return pieces;
  }

  @Override
  public String error(int status) {
    return switch (status) {
      case 401 -> error("authentication_error", "invalid x-api-key");
      case 404 -> error("not_found_error", "model: claude-x");
      case 429 ->
          error(
              "rate_limit_error",
              "This request would exceed your organization's rate limit of 50 requests per minute");
      case 400 -> error("invalid_request_error", "messages: at least one message is required");
      case 529 -> error("overloaded_error", "Overloaded");
      case 504 -> error("timeout_error", "Request timed out");
      default -> error("api_error", "Internal server error");
    };
  }

  private static String error(String type, String message) {
    return """
    {"type":"error","error":{"type":"%s","message":%s},\
    "request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}\
    """
        .formatted(type, Json.write(message));
  }

  @Override
  public Map.Entry<Integer, String> tooLong() {
    return Map.entry(
        400, error("invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"));
  }

  @Override
  public List<String> overloadedInPieces() {
    return List.of(
        start(), block(0, text("")), event("error", error("overloaded_error", "Overloaded")));
  }

  @Override
  public double temperature(JsonNode request) {
    return request.path("temperature").asDouble();
  }

  @Override
  public int maxTokens(JsonNode request) {
    return request.path("max_tokens").asInt();
  }

  @Override
  public String key(Wire.Request request) {
    return request.headers().getFirst("x-api-key");
  }

  @Override
  public String image(JsonNode request) {
    return request.at("/messages/0/content/1/source/data").asText();
  }

  @Override
  public JsonNode schema(JsonNode request) {
    return request.at("/output_config/format/schema");
  }

  @Override
  public JsonNode callInHistory(JsonNode request) {
    return request.at("/messages/1/content/0/input");
  }
}

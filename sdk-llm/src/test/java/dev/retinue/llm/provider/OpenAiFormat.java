package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.util.List;
import java.util.Map;

/**
 * After "The chat completion object" and "The chat completion chunk object"
 * (https://platform.openai.com/docs/api-reference/chat/object and /chat-streaming), with
 * server-sent events that end with {@code data: [DONE]}, and "Error codes"
 * (https://platform.openai.com/docs/guides/error-codes). {@code reasoning_content} is what DeepSeek
 * (https://api-docs.deepseek.com/guides/reasoning_model) and vLLM add.
 */
final class OpenAiFormat implements WireFormat {
  private static final String USAGE =
      """
      {"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,
       "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},
       "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}\
      """;
  private static final String DONE = "data: [DONE]\n\n";

  private static String completion(String message, String finish) {
    return """
    {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion",
     "created":1741569952,"model":"gpt-4.1-2025-04-14",
     "choices":[{"index":0,"message":%s,"logprobs":null,"finish_reason":"%s"}],
     "usage":%s,"service_tier":"default"}
    """
        .formatted(message, finish, USAGE);
  }

  private static String chunk(String delta, String finish) {
    return """
    data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,\
    "model":"gpt-4o-mini","system_fingerprint":"fp_44709d6fcb",\
    "choices":[{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s}]}

    """
        .formatted(delta, finish);
  }

  private static String usage() {
    return """
    data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,\
    "model":"gpt-4o-mini","choices":[],"usage":%s}

    """
        .formatted(USAGE.replace("\n", ""));
  }

  private static String said(String text) {
    return "{\"role\":\"assistant\",\"content\":" + Json.write(text) + ",\"refusal\":null}";
  }

  @Override
  public String plain() {
    return completion(said("324 m."), "stop");
  }

  @Override
  public List<String> plainInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"),
        chunk("{\"content\":\"324\"}", "null"),
        chunk("{\"content\":\" m.\"}", "null"),
        chunk("{}", "\"stop\""),
        usage(),
        DONE);
  }

  @Override
  public String thinking() {
    return completion(
        "{\"role\":\"assistant\",\"reasoning_content\":\"It is in Paris.\",\"content\":\"324 m.\"}",
        "stop");
  }

  @Override
  public List<String> thinkingInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"It is\"}", "null"),
        chunk("{\"reasoning_content\":\" in Paris.\"}", "null"),
        chunk("{\"content\":\"324 m.\"}", "null"),
        chunk("{}", "\"stop\""),
        usage(),
        DONE);
  }

  @Override
  public String calls() {
    return completion(
        """
        {"role":"assistant","content":null,"tool_calls":[
          {"id":"call_1","type":"function","function":
            {"name":"calculator","arguments":"{\\"expression\\":\\"2 + 3\\"}"}},
          {"id":"call_2","type":"function","function":
            {"name":"get_weather","arguments":"{\\"city\\":\\"Tokyo\\"}"}}]}\
        """,
        "tool_calls");
  }

  @Override
  public List<String> callsInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":null}", "null"),
        call(0, "call_1", "calculator"),
        arguments(0, "{\\\"expr"),
        arguments(0, "ession\\\":\\\"2 + 3\\\"}"),
        call(1, "call_2", "get_weather"),
        arguments(1, "{\\\"city\\\""),
        arguments(1, ":\\\"Tokyo\\\"}"),
        chunk("{}", "\"tool_calls\""),
        usage(),
        DONE);
  }

  private static String call(int index, String id, String name) {
    return chunk(
        "{\"tool_calls\":[{\"index\":%d,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"\"}}]}"
            .formatted(index, id, name),
        "null");
  }

  private static String arguments(int index, String piece) {
    return chunk(
        "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":\"%s\"}}]}"
            .formatted(index, piece),
        "null");
  }

  @Override
  public Map<String, String> effort() {
    return Map.of("/reasoning_effort", "high");
  }

  @Override
  public String structured() {
    return completion(said("{\"height\":324}"), "stop");
  }

  @Override
  public String cutByLimit() {
    return completion(said("The tower"), "length");
  }

  @Override
  public List<String> halfACall() {
    return callsInPieces().subList(0, 3);
  }

  @Override
  public String nothing() {
    return """
    {"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"gpt-4.1",
     "choices":[],"usage":%s}\
    """
        .formatted(USAGE);
  }

  @Override
  public String filtered() {
    return completion(said("The"), "content_filter");
  }

  @Override
  public List<String> filteredInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":\"The\"}", "null"),
        chunk("{}", "\"content_filter\""),
        DONE);
  }

  /** "Refusals" in https://platform.openai.com/docs/guides/structured-outputs. */
  static String refused() {
    return completion(
        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I'm sorry, I cannot assist.\"}",
        "stop");
  }

  /** The same in pieces. */
  static List<String> refusedInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"refusal\":\"I'm sorry,\"}", "null"),
        chunk("{\"refusal\":\" I cannot assist.\"}", "null"),
        chunk("{}", "\"stop\""),
        DONE);
  }

  @Override
  public String error(int status) {
    return switch (status) {
      case 401 ->
          error("Incorrect API key provided: sk-test.", "invalid_request_error", "invalid_api_key");
      case 404 ->
          error(
              "The model `gpt-5x` does not exist or you do not have access to it.",
              "invalid_request_error",
              "model_not_found");
      case 429 ->
          error(
              "Rate limit reached for gpt-4o-mini in organization org-1 on requests per min (RPM).",
              "requests",
              "rate_limit_exceeded");
      case 400 -> error("Unknown parameter: 'x'.", "invalid_request_error", "unknown_parameter");
      case 503 ->
          error("The engine is currently overloaded, please try again later", "server_error", null);
      default -> error("The server had an error while processing", "server_error", null);
    };
  }

  static String error(String message, String type, @org.jspecify.annotations.Nullable String code) {
    return "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%s}}"
        .formatted(Json.write(message), type, Json.write(code));
  }

  @Override
  public Map.Entry<Integer, String> tooLong() {
    return Map.entry(
        400,
        error(
            "This model's maximum context length is 128000 tokens. However, your messages resulted"
                + " in 140000 tokens. Please reduce the length of the messages.",
            "invalid_request_error",
            "context_length_exceeded"));
  }

  @Override
  public List<String> overloadedInPieces() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":\"The\"}", "null"),
        "data: " + error("The server had an error", "server_error", null) + "\n\n");
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
    return request.headers().getFirst("Authorization").replace("Bearer ", "");
  }

  @Override
  public String image(JsonNode request) {
    return request.at("/messages/0/content/1/image_url/url").asText();
  }

  @Override
  public JsonNode schema(JsonNode request) {
    return request.at("/response_format/json_schema/schema");
  }

  @Override
  public JsonNode callInHistory(JsonNode request) {
    return Json.tree(request.at("/messages/1/tool_calls/0/function/arguments").asText());
  }
}

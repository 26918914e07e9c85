package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.util.List;
import java.util.Map;

/**
 * After "Generate a chat message" (https://docs.ollama.com/api/chat), "Streaming"
 * (https://docs.ollama.com/api/streaming), "Errors" (https://docs.ollama.com/api/errors) and "Show
 * model details" (https://docs.ollama.com/api-reference/show-model-details): one object, or one on
 * each line of a stream, the last with {@code "done": true} and the counts. Ollama has no filter
 * and no status 401 of its own; both are what a proxy in front of it says.
 */
final class OllamaFormat implements WireFormat {
  static final String SHOWN =
      """
      {"details":{"format":"gguf","family":"llama","parameter_size":"8.0B"},
       "model_info":{"general.architecture":"llama","llama.context_length":131072},
       "capabilities":["completion","tools","vision"]}\
      """;

  @Override
  public Map<String, Wire.Reply> asides() {
    return Map.of("/api/show", Wire.replying(200, SHOWN));
  }

  private static String line(String message) {
    return """
    {"model":"llama3.1:8b","created_at":"2025-10-17T23:14:07.414671Z","message":%s,"done":false}
    """
        .formatted(message);
  }

  static String last(String message, String reason, int prompt) {
    return """
    {"model":"llama3.1:8b","created_at":"2025-10-17T23:14:07.414671Z","message":%s,"done":true,\
    "done_reason":"%s","total_duration":174560334,"load_duration":101397084,\
    "prompt_eval_count":%d,"prompt_eval_duration":13074791,"eval_count":10,\
    "eval_duration":52479709}
    """
        .formatted(message, reason, prompt);
  }

  static String said(String text) {
    return "{\"role\":\"assistant\",\"content\":" + Json.write(text) + "}";
  }

  private static final String END = last(said(""), "stop", 19);

  @Override
  public String plain() {
    return last(said("324 m."), "stop", 19);
  }

  @Override
  public List<String> plainInPieces() {
    return List.of(line(said("324")), line(said(" m.")), END);
  }

  private static String thought(String text, String content) {
    return "{\"role\":\"assistant\",\"content\":%s,\"thinking\":%s}"
        .formatted(Json.write(content), Json.write(text));
  }

  @Override
  public String thinking() {
    return last(thought("It is in Paris.", "324 m."), "stop", 19);
  }

  @Override
  public List<String> thinkingInPieces() {
    return List.of(
        line(thought("It is", "")), line(thought(" in Paris.", "")), line(said("324 m.")), END);
  }

  private static String call(String name, String arguments) {
    return "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":%s}}"
        .formatted(name, arguments);
  }

  private static final String CALLS =
      "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
          + call("calculator", "{\"expression\":\"2 + 3\"}")
          + ","
          + call("get_weather", "{\"city\":\"Tokyo\"}")
          + "]}";

  @Override
  public String calls() {
    return last(CALLS, "stop", 19);
  }

  @Override
  public List<String> callsInPieces() {
    return List.of(line(CALLS), END);
  }

  @Override
  public Map<String, String> effort() {
    return Map.of("/think", "true");
  }

  @Override
  public String structured() {
    return last(said("{\"height\":324}"), "stop", 19);
  }

  @Override
  public String cutByLimit() {
    return last(said("The tower"), "length", 19);
  }

  @Override
  public List<String> halfACall() {
    return callsInPieces().subList(0, 1);
  }

  @Override
  public String nothing() {
    return "{\"model\":\"llama3.1:8b\",\"done\":true,\"done_reason\":\"load\"}";
  }

  @Override
  public String filtered() {
    return "{\"error\":{\"message\":\"blocked\",\"code\":\"content_filter\"}}";
  }

  @Override
  public List<String> filteredInPieces() {
    return List.of(line(said("324")), filtered() + "\n");
  }

  @Override
  public String error(int status) {
    return Json.write(
        Map.of(
            "error",
            switch (status) {
              case 401 -> "unauthorized";
              case 404 -> "model 'llama3.1:8b' not found";
              case 429 -> "too many requests";
              case 503 -> "server busy, please try again.  maximum pending requests exceeded";
              case 400 -> "\"llama3.1:8b\" does not support tools";
              default -> "llama runner process has terminated: exit status 2";
            }));
  }

  @Override
  public Map.Entry<Integer, String> tooLong() {
    return Map.entry(400, "{\"error\":\"the input length exceeds the context length\"}");
  }

  @Override
  public List<String> overloadedInPieces() {
    return List.of(
        line(said("324")), "{\"error\":\"an error was encountered while running the model\"}\n");
  }

  @Override
  public double temperature(JsonNode request) {
    return request.at("/options/temperature").asDouble();
  }

  @Override
  public int maxTokens(JsonNode request) {
    return request.at("/options/num_predict").asInt();
  }

  @Override
  public String key(Wire.Request request) {
    return "";
  }

  @Override
  public String image(JsonNode request) {
    return request.at("/messages/0/images/0").asText();
  }

  @Override
  public JsonNode schema(JsonNode request) {
    return request.path("format");
  }

  @Override
  public JsonNode callInHistory(JsonNode request) {
    return request.at("/messages/1/tool_calls/0/function/arguments");
  }
}

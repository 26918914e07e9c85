package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.util.List;
import java.util.Map;

/**
 * After "GenerateContentResponse" and "streamGenerateContent" with {@code alt=sse}
 * (https://ai.google.dev/api/generate-content), "Function calling"
 * (https://ai.google.dev/gemini-api/docs/function-calling), "Troubleshooting"
 * (https://ai.google.dev/gemini-api/docs/troubleshooting) and the error model of Google's APIs
 * (https://cloud.google.com/apis/design/errors). Thoughts are counted beside the answer: 7 and 3
 * are 10.
 */
final class GeminiFormat implements WireFormat {
  @Override
  public String basePath() {
    return "/v1beta";
  }

  private static String response(String parts, String finish) {
    return """
    {"candidates":[{"content":{"parts":[%s],"role":"model"}%s,"index":0}],\
    "usageMetadata":{"promptTokenCount":19,"candidatesTokenCount":7,"totalTokenCount":29,\
    "cachedContentTokenCount":4,"thoughtsTokenCount":3},\
    "modelVersion":"gemini-2.5-flash","responseId":"mAitaLmkHPPlz7IPvtfUqQ4"}\
    """
        .formatted(parts, finish.isEmpty() ? "" : ",\"finishReason\":\"" + finish + "\"");
  }

  private static String piece(String parts, String finish) {
    return "data: " + response(parts, finish) + "\r\n\r\n";
  }

  private static String text(String text) {
    return "{\"text\":" + Json.write(text) + "}";
  }

  private static String thought(String text) {
    return "{\"text\":" + Json.write(text) + ",\"thought\":true}";
  }

  private static String call(String name, String arguments) {
    return "{\"functionCall\":{\"name\":\"%s\",\"args\":%s}}".formatted(name, arguments);
  }

  @Override
  public String plain() {
    return response(text("324 m."), "STOP");
  }

  @Override
  public List<String> plainInPieces() {
    return List.of(piece(text("324"), ""), piece(text(" m."), "STOP"));
  }

  @Override
  public String thinking() {
    return response(thought("It is in Paris.") + "," + text("324 m."), "STOP");
  }

  @Override
  public List<String> thinkingInPieces() {
    return List.of(
        piece(thought("It is"), ""),
        piece(thought(" in Paris."), ""),
        piece(text("324 m."), "STOP"));
  }

  @Override
  public String calls() {
    return response(
        call("calculator", "{\"expression\":\"2 + 3\"}")
            + ","
            + call("get_weather", "{\"city\":\"Tokyo\"}"),
        "STOP");
  }

  @Override
  public List<String> callsInPieces() {
    return List.of(
        piece(call("calculator", "{\"expression\":\"2 + 3\"}"), ""),
        piece(call("get_weather", "{\"city\":\"Tokyo\"}"), "STOP"));
  }

  @Override
  public Map<String, String> effort() {
    return Map.of("/generationConfig/thinkingConfig/thinkingBudget", "24576");
  }

  @Override
  public String structured() {
    return response(text("{\"height\":324}"), "STOP");
  }

  @Override
  public String cutByLimit() {
    return response(text("The tower"), "MAX_TOKENS");
  }

  @Override
  public List<String> halfACall() {
    return callsInPieces().subList(0, 1);
  }

  @Override
  public String nothing() {
    return "{\"usageMetadata\":{\"promptTokenCount\":19,\"totalTokenCount\":19}}";
  }

  @Override
  public String filtered() {
    return """
    {"candidates":[{"finishReason":"SAFETY","index":0,"safetyRatings":[
      {"category":"HARM_CATEGORY_DANGEROUS_CONTENT","probability":"HIGH","blocked":true}]}],
     "usageMetadata":{"promptTokenCount":19,"totalTokenCount":19},
     "modelVersion":"gemini-2.5-flash"}\
    """;
  }

  /** No candidate, since the prompt was blocked. */
  static String blocked() {
    return """
    {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},
     "usageMetadata":{"promptTokenCount":19,"totalTokenCount":19},
     "modelVersion":"gemini-2.5-flash"}\
    """;
  }

  /** No candidate worth the name: the model slipped in the form of a call. */
  static String slipped() {
    return """
    {"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","index":0}],
     "usageMetadata":{"promptTokenCount":19,"totalTokenCount":19}}\
    """;
  }

  @Override
  public List<String> filteredInPieces() {
    return List.of(piece(text("324"), ""), piece("", "SAFETY"));
  }

  @Override
  public String error(int status) {
    return switch (status) {
      case 401 -> error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
      case 404 -> error(404, "NOT_FOUND", "models/gemini-x is not found for API version v1beta.");
      case 429 -> error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.");
      case 400 ->
          error(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name \"x\"");
      case 503 -> error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
      case 504 -> error(504, "DEADLINE_EXCEEDED", "The service is unable to finish in time.");
      default -> error(status, "INTERNAL", "An internal error has occurred.");
    };
  }

  private static String error(int code, String status, String message) {
    return "{\"error\":{\"code\":%d,\"message\":%s,\"status\":\"%s\"}}"
        .formatted(code, Json.write(message), status);
  }

  /** A wrong key, which Google does not report as 401. */
  static String wrongKey() {
    return """
    {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.",
      "status":"INVALID_ARGUMENT","details":[
       {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID",
        "domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}]}}\
    """;
  }

  /** A limit with the time to wait in the body. */
  static String limited() {
    return """
    {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED",
      "details":[
       {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[]},
       {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}\
    """;
  }

  @Override
  public Map.Entry<Integer, String> tooLong() {
    return Map.entry(
        400,
        error(
            400,
            "INVALID_ARGUMENT",
            "The input token count (1200000) exceeds the maximum number of tokens allowed"
                + " (1048576)."));
  }

  @Override
  public List<String> overloadedInPieces() {
    return List.of(
        piece(text("324"), ""),
        "data: " + error(503, "UNAVAILABLE", "The model is overloaded.") + "\r\n\r\n");
  }

  @Override
  public double temperature(JsonNode request) {
    return request.at("/generationConfig/temperature").asDouble();
  }

  @Override
  public int maxTokens(JsonNode request) {
    return request.at("/generationConfig/maxOutputTokens").asInt();
  }

  @Override
  public String key(Wire.Request request) {
    return request.headers().getFirst("x-goog-api-key");
  }

  @Override
  public String image(JsonNode request) {
    return request.at("/contents/0/parts/1/inlineData/data").asText();
  }

  @Override
  public JsonNode schema(JsonNode request) {
    return request.at("/generationConfig/responseSchema");
  }

  @Override
  public JsonNode callInHistory(JsonNode request) {
    return request.at("/contents/1/parts/0/functionCall/args");
  }
}

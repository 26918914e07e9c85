package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.retinue.json.Json;
import java.util.Set;

/**
 * Google's generateContent and streamGenerateContent.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Generating content</a>
 */
final class GeminiDialect implements Dialect {
  private static final Set<String> REFUSALS =
      Set.of(
          "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION");
  private static final Set<String> SLIPS =
      Set.of(
          "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE",
          "MALFORMED_RESPONSE");

  @Override
  public Talk talk(String model) {
    return new Content(model);
  }

  private static final class Content extends Talk {
    private boolean finished;
    private int calls;

    Content(String model) {
      super(model);
    }

    @Override
    JsonNode whole(JsonNode answer) {
      check(answer);
      if (!finished) {
        throw unusable("answered without any candidate");
      }
      return withIds(answer);
    }

    @Override
    ServerSentEvent piece(ServerSentEvent event) {
      JsonNode chunk = tree(event.data());
      check(chunk);
      return new ServerSentEvent(event.event(), Json.write(withIds(chunk)));
    }

    /** Google need not give ids to calls of tools; a result is told by its id. */
    private JsonNode withIds(JsonNode answer) {
      for (JsonNode part : answer.path("candidates").path(0).path("content").path("parts")) {
        if (part.path("functionCall") instanceof ObjectNode call) {
          if (call.path("id").asText("").isEmpty()) {
            call.put("id", "call_" + calls);
          }
          calls++;
        }
      }
      return answer;
    }

    private void check(JsonNode answer) {
      if (answer.has("error")) {
        throw Complaint.within(answer).by(model);
      }
      String block = answer.path("promptFeedback").path("blockReason").asText("");
      if (!block.isEmpty()) {
        throw filtered("the prompt was blocked for " + block);
      }
      JsonNode candidate = answer.path("candidates").path(0);
      String reason = candidate.path("finishReason").asText("");
      if (REFUSALS.contains(reason)) {
        throw filtered("it stopped for " + reason);
      }
      if (SLIPS.contains(reason)) {
        throw unusable("could not put a call of a tool into form: " + reason);
      }
      finished |= !reason.isEmpty();
    }

    @Override
    boolean complete() {
      return finished;
    }
  }
}

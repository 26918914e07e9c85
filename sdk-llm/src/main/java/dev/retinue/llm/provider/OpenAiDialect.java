package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;

/**
 * Chat completions, as OpenAI and many servers speak them.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">The object</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming</a>
 */
final class OpenAiDialect implements Dialect {
  @Override
  public Talk talk(String model) {
    return new Completion(model);
  }

  private static final class Completion extends Talk {
    private final StringBuilder refusal = new StringBuilder();
    private boolean choice;
    private boolean finished;
    private boolean done;

    Completion(String model) {
      super(model);
    }

    @Override
    JsonNode whole(JsonNode answer) {
      JsonNode choices = answer.path("choices");
      if (choices.isEmpty()) {
        throw answer.has("error")
            ? Complaint.within(answer).by(model)
            : unusable("answered without any choice");
      }
      JsonNode first = choices.get(0);
      String said = first.path("message").path("refusal").asText("");
      check(first, said);
      return answer;
    }

    private void check(JsonNode first, String said) {
      if (!said.isBlank()) {
        throw filtered(said);
      }
      if (first.path("finish_reason").asText().equals("content_filter")) {
        throw filtered("the answer was cut by the provider's filter");
      }
    }

    @Override
    ServerSentEvent piece(ServerSentEvent event) {
      if (event.data().equals("[DONE]")) {
        done = true;
        if (!choice) {
          throw unusable("answered without any choice");
        }
        return event;
      }
      JsonNode chunk = tree(event.data());
      if (chunk.hasNonNull("error") || "error".equals(event.event())) {
        throw Complaint.within(chunk).by(model);
      }
      JsonNode first = chunk.path("choices").path(0);
      if (!first.isMissingNode()) {
        choice = true;
        refusal.append(first.path("delta").path("refusal").asText(""));
        if (first.hasNonNull("finish_reason")) {
          finished = true;
          check(first, refusal.toString());
        }
      }
      return event;
    }

    @Override
    boolean complete() {
      return choice && (finished || done);
    }
  }
}

package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;

/**
 * Anthropic's Messages.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Messages</a>
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/streaming">Streaming</a>
 * @see <a href="https://docs.claude.com/en/api/handling-stop-reasons">Stop reasons</a>
 */
final class AnthropicDialect implements Dialect {
  @Override
  public Talk talk(String model) {
    return new Message(model);
  }

  private static final class Message extends Talk {
    private boolean stopped;

    Message(String model) {
      super(model);
    }

    @Override
    JsonNode whole(JsonNode answer) {
      if (!answer.path("content").isArray()) {
        throw answer.has("error")
            ? Complaint.within(answer).by(model)
            : unusable("answered without content");
      }
      check(answer.path("stop_reason"));
      return answer;
    }

    private void check(JsonNode stopReason) {
      if (stopReason.asText().equals("refusal")) {
        throw filtered("it stopped with 'refusal'; begin again without the turn that it refused");
      }
    }

    @Override
    ServerSentEvent piece(ServerSentEvent event) {
      if (event.data().equals("[DONE]")) {
        return event; // said by gateways that also speak like OpenAI
      }
      JsonNode data = tree(event.data());
      switch (data.path("type").asText()) {
        case "error" -> throw Complaint.within(data).by(model);
        case "message_delta" -> check(data.path("delta").path("stop_reason"));
        case "message_stop" -> stopped = true;
        default -> {} // the documentation asks to ignore events not known
      }
      return event;
    }

    @Override
    boolean complete() {
      return stopped;
    }
  }
}

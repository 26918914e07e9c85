package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.retinue.json.Json;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;

/**
 * Ollama's chat: one object, or one on each line of a stream.
 *
 * <p>Sends {@code truncate: false} and {@code shift: false}, by which servers since 0.12.6 refuse
 * what does not fit instead of cutting it.
 *
 * @see <a href="https://docs.ollama.com/api/chat">Chat</a>
 * @see <a href="https://github.com/ollama/ollama/pull/13959">truncate and shift</a>
 */
final class OllamaDialect implements Dialect {
  @Override
  public Talk talk(String model) {
    return new Chat(model);
  }

  private static final class Chat extends Talk {
    private int calls;
    private int context = Integer.MAX_VALUE;
    private boolean done;

    Chat(String model) {
      super(model);
    }

    @Override
    String request(String body) {
      ObjectNode request = (ObjectNode) tree(body);
      if (!request.has("messages")) {
        return body;
      }
      context = request.path("options").path("num_ctx").asInt(context);
      request.put("truncate", false);
      request.put("shift", false);
      return request.toString();
    }

    @Override
    JsonNode whole(JsonNode answer) {
      check(answer);
      if (!answer.path("message").isObject()) {
        throw unusable("answered without a message");
      }
      return withNumbers(answer);
    }

    @Override
    ServerSentEvent piece(ServerSentEvent event) {
      JsonNode line = tree(event.data());
      check(line);
      done |= line.path("done").asBoolean();
      return line.path("message").path("tool_calls").isEmpty()
          ? event
          : new ServerSentEvent(event.event(), Json.write(withNumbers(line)));
    }

    private void check(JsonNode line) {
      if (line.hasNonNull("error")) {
        throw Complaint.within(line).by(model);
      }
      int read = line.path("prompt_eval_count").asInt();
      if (read >= context) {
        throw new ModelException(
            Kind.CONTEXT_TOO_LONG,
            model,
            model
                + " read only "
                + read
                + " tokens of the prompt, all that num_ctx allows; shorten the conversation or set"
                + " options.context_tokens or OLLAMA_CONTEXT_LENGTH higher",
            null);
      }
    }

    /**
     * Calls of tools without an index or an id get one: langchain4j's client takes all without an
     * index for one call, and a result is told by its id.
     */
    private JsonNode withNumbers(JsonNode answer) {
      for (JsonNode call : answer.path("message").path("tool_calls")) {
        if (call instanceof ObjectNode object
            && object.path("function") instanceof ObjectNode function) {
          function.put("index", calls);
          if (object.path("id").asText("").isEmpty()) {
            object.put("id", "call_" + calls);
          }
          calls++;
        }
      }
      return answer;
    }

    @Override
    boolean complete() {
      return done;
    }
  }
}

package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.retinue.json.Json;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;

/**
 * What a provider's wire format says that langchain4j's client does not notice: answers without
 * content, refusals, errors in the middle of a stream, and which event is the last. Thread-safe.
 */
interface Dialect {
  /**
   * Begins one exchange.
   *
   * @param model {@code provider:model}, for exceptions
   */
  Talk talk(String model);

  /** One exchange; confined to the thread that reads the reply. */
  abstract class Talk {
    final String model;

    Talk(String model) {
      this.model = model;
    }

    /** The request as it is sent. */
    String request(String body) {
      return body;
    }

    /**
     * Looks at an answer that came as a whole.
     *
     * @return the answer as the client is to read it
     * @throws ModelException if it is none
     */
    abstract JsonNode whole(JsonNode answer);

    /**
     * Looks at a piece of an answer.
     *
     * @return the piece as the client is to read it
     * @throws ModelException if it says that there will be no answer
     */
    abstract ServerSentEvent piece(ServerSentEvent event);

    /** Whether the last piece has come. */
    abstract boolean complete();

    JsonNode tree(String json) {
      try {
        return Json.tree(json);
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            Kind.BAD_RESPONSE, model, model + " answered with what is not JSON: " + start(json), e);
      }
    }

    private static String start(String text) {
      return text.length() <= 200 ? text : text.substring(0, 200) + "..";
    }

    ModelException filtered(String why) {
      return new ModelException(
          Kind.CONTENT_FILTER, model, model + " refused the content: " + why, null);
    }

    ModelException unusable(String what) {
      return new ModelException(Kind.BAD_RESPONSE, model, model + " " + what, null);
    }
  }
}

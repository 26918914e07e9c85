package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.json.Json;
import dev.retinue.llm.prompt.TokenEstimate;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether Ollama has a model, asked before its first call and again until it has, and whether a
 * prompt fits what it was given for context. Thread-safe.
 *
 * @see <a href="https://docs.ollama.com/api-reference/show-model-details">Show model details</a>
 * @see <a href="https://docs.ollama.com/api/tags">List models</a>
 */
final class OllamaPresence {
  private static final Map<String, List<String>> JSON =
      Map.of("Content-Type", List.of("application/json"));

  private final Exchange exchange;
  private final String url;
  private final ModelDefinition definition;
  private final int context;

  /** What the model itself has for context, or what it is given if that is less; 0 until known. */
  private volatile int fits;

  OllamaPresence(Exchange exchange, String url, ModelDefinition definition, int context) {
    this.exchange = exchange;
    this.url = url;
    this.definition = definition;
    this.context = context;
  }

  ChatRequest prepared(ChatRequest request) {
    if (fits == 0) {
      check();
    }
    long tokens = TokenEstimate.OLLAMA.of(request);
    if (tokens > fits) {
      throw new ModelException(
          Kind.CONTEXT_TOO_LONG,
          definition.reference(),
          definition.reference()
              + " would be sent a prompt of about "
              + tokens
              + " tokens, and Ollama would cut it to "
              + fits
              + "; shorten the conversation or set options.context_tokens or OLLAMA_CONTEXT_LENGTH higher",
          null);
    }
    return SoundHistory.of(request);
  }

  /**
   * Asks for the model.
   *
   * @throws ModelException if the server cannot be reached or does not have it
   */
  void check() {
    JsonNode shown;
    try {
      shown =
          exchange.ask(url + "/api/show", JSON, Json.write(Map.of("model", definition.model())));
    } catch (ModelException e) {
      throw e.kind() == Kind.UNKNOWN_MODEL ? missing(e) : e;
    }
    int own = context;
    for (Map.Entry<String, JsonNode> fact : shown.path("model_info").properties()) {
      if (fact.getKey().endsWith(".context_length") && fact.getValue().asInt() > 0) {
        own = Math.min(own, fact.getValue().asInt());
      }
    }
    fits = own;
  }

  private ModelException missing(ModelException cause) {
    List<String> names = new ArrayList<>();
    exchange
        .ask(url + "/api/tags", Map.of(), null)
        .path("models")
        .forEach(model -> names.add(model.path("name").asText()));
    return new ModelException(
        Kind.UNKNOWN_MODEL,
        definition.reference(),
        "Ollama at "
            + url
            + " has no model '"
            + definition.model()
            + "'; run: ollama pull "
            + definition.model()
            + NearestName.hint(definition.model(), names),
        cause);
  }
}

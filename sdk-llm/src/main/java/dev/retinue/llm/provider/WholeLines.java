package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.retinue.json.Json;

/**
 * Fails the streams of Ollama that close before the line with {@code "done": true}: langchain4j's
 * client waits for that line for ever. Thread-safe if the client is.
 */
record WholeLines(HttpClient client) implements HttpClient {
  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return client.execute(request);
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    client.execute(request, parser, new Whole(listener));
  }

  /** Confined to the thread that reads the stream. */
  private static final class Whole implements ServerSentEventListener {
    private final ServerSentEventListener listener;
    private boolean ended;

    Whole(ServerSentEventListener listener) {
      this.listener = listener;
    }

    @Override
    public void onOpen(SuccessfulHttpResponse response) {
      listener.onOpen(response);
    }

    @Override
    public void onEvent(ServerSentEvent event) {
      ended |= isLast(event);
      listener.onEvent(event);
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      ended |= isLast(event);
      listener.onEvent(event, context);
    }

    @Override
    public void onError(Throwable error) {
      ended = true;
      listener.onError(error);
    }

    @Override
    public void onClose() {
      if (!ended) {
        listener.onError(new TimeoutException(WholeStreams.CUT));
      }
      listener.onClose();
    }

    private static boolean isLast(ServerSentEvent event) {
      try {
        JsonNode line = Json.tree(event.data());
        return line.path("done").asBoolean() || line.has("error");
      } catch (IllegalArgumentException notJson) {
        return false; // the listener meets the same line, and reports it
      }
    }
  }
}

package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.tools.catalogue.Refused;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Joins a wire to the SDK's session: writes and reads the messages, knows which request belongs to
 * which parameters, so that it can be cancelled, and gives up a server that floods. Thread-safe.
 */
final class SdkTransport implements McpClientTransport, Wire.Listener {
  /** Of an answer that is none, but the news that there will be none. */
  static final int NO_ANSWER = -32_099;

  private static final int MOST_UNASKED = 10_000;
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();

  private final Wire wire;
  private final Map<Object, String> requests = new ConcurrentHashMap<>();
  private final Map<String, Refused> failures = new ConcurrentHashMap<>();
  private volatile @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session;
  private volatile @Nullable String end;
  private volatile Runnable onEnd = () -> {};
  private int unasked;
  private long windowStart = System.nanoTime();

  SdkTransport(Wire wire) {
    this.wire = wire;
  }

  /** Parameters of a request that are told from others by identity, though they may be equal. */
  record Parameters(Map<String, Object> fields) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Why nothing comes any more; null while something may. */
  @Nullable String end() {
    return end;
  }

  void onEnd(Runnable action) {
    onEnd = action;
  }

  /** Why there is no answer to the request with these parameters. */
  @Nullable Refused failure(Parameters parameters) {
    String id = requests.get(parameters);
    return id == null ? null : failures.remove(id);
  }

  /** The id of the request with these parameters. */
  @Nullable String request(Parameters parameters) {
    return requests.get(parameters);
  }

  /** Nobody waits for the request with these parameters any more. */
  void forget(Parameters parameters) {
    String id = requests.remove(parameters);
    if (id != null) {
      failures.remove(id);
      wire.abandon(id);
    }
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    session = handler;
    return Mono.empty();
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(() -> send(message));
  }

  private void send(JSONRPCMessage message) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("jsonrpc", McpSchema.JSONRPC_VERSION);
    String id = "";
    switch (message) {
      case JSONRPCRequest request -> {
        id = String.valueOf(request.id());
        json.put("id", request.id());
        json.put("method", request.method());
        if (request.params() instanceof Parameters parameters) {
          requests.put(parameters, id);
          json.put("params", parameters.fields());
        }
      }
      case JSONRPCNotification notification -> {
        json.put("method", notification.method());
        if (notification.params() instanceof Parameters parameters) {
          json.put("params", parameters.fields());
        }
      }
      case JSONRPCResponse response -> {
        json.put("id", response.id());
        if (response.error() == null) {
          json.put("result", response.result());
        } else {
          json.put(
              "error",
              Map.of("code", response.error().code(), "message", response.error().message()));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "a message is a request, a notification or a response, got " + message);
    }
    wire.send(Json.write(json), id);
  }

  @Override
  public void received(JsonNode message) {
    if (message.isArray()) { // Of version 2025-03-26 alone.
      message.forEach(this::received);
      return;
    }
    JsonNode id = message.path("id");
    Object plainId = id.isNumber() ? (Object) id.numberValue() : id.asText();
    boolean numbered = id.isTextual() || id.isNumber();
    if (message.has("method")) {
      if (floods()) {
        lost("sent more than " + MOST_UNASKED + " messages in 10 seconds that nobody asked for");
        return;
      }
      String method = message.path("method").asText();
      tell(
          numbered
              ? new JSONRPCRequest(method, plainId, message.path("params"))
              : new JSONRPCNotification(method, message.path("params")));
    } else if (numbered) {
      JsonNode error = message.path("error");
      tell(
          error.isObject()
              ? JSONRPCResponse.error(
                  plainId,
                  new JSONRPCResponse.JSONRPCError(
                      error.path("code").asInt(), error.path("message").asText()))
              : JSONRPCResponse.result(plainId, message.path("result")));
    }
  }

  private boolean floods() {
    long now = System.nanoTime();
    if (now - windowStart > WINDOW) {
      windowStart = now;
      unasked = 0;
    }
    return ++unasked > MOST_UNASKED;
  }

  private void tell(JSONRPCMessage message) {
    Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> told = session;
    if (told != null && end == null) {
      told.apply(Mono.just(message)).subscribe();
    }
  }

  @Override
  public void failed(String request, Refused why) {
    if (requests.containsValue(request)) {
      failures.put(request, why);
    }
    tell(
        JSONRPCResponse.error(
            request, new JSONRPCResponse.JSONRPCError(NO_ANSWER, why.getMessage())));
  }

  @Override
  public void lost(String why) {
    if (end == null) {
      end = why;
      onEnd.run(); // First: whoever waits need not wait for a process to end.
      wire.close();
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(() -> lost("was closed"));
  }

  /** The data are trees already, and read as such. */
  @Override
  @SuppressWarnings("unchecked")
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return (T) data;
  }
}

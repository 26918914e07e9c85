package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.schema.OutsideText;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A session with a server, from the handshake to its end; there is no other one after it.
 * Thread-safe.
 */
final class LiveSession {
  private static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2025_11_25,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2024_11_05);
  private static final TypeRef<JsonNode> TREE = new TypeRef<>() {};
  private static final int MOST_TOOLS = 500;
  private static final int MOST_PAGES = 50;

  private final McpServer server;
  private final Wire wire;
  private final SdkTransport transport;
  private final McpClientSession session;
  private volatile boolean listChanged;

  private LiveSession(McpServer server, Wire wire) {
    this.server = server;
    this.wire = wire;
    this.transport = new SdkTransport(wire);
    // The SDK's own limit is above every one of ours, which cancel at the server as well.
    Duration never = server.limits().start().plus(Duration.ofDays(1));
    this.session =
        new McpClientSession(never, transport, requests(), notifications(), connected -> connected);
    transport.onEnd(session::close);
  }

  /**
   * Connects and shakes hands.
   *
   * @throws Refused if that cannot be done within the server's limit
   */
  static LiveSession open(McpServer server, Wire wire) throws Refused, InterruptedException {
    LiveSession live = new LiveSession(server, wire);
    boolean ready = false;
    try {
      wire.open(live.transport);
      live.shakeHands();
      ready = true;
      return live;
    } finally {
      if (!ready) {
        live.close();
      }
    }
  }

  private static Map<String, McpClientSession.RequestHandler<?>> requests() {
    // Whatever else a server asks (roots, sampling, elicitation) it is told that there is none.
    return Map.of(McpSchema.METHOD_PING, params -> Mono.just(Map.of()));
  }

  private Map<String, McpClientSession.NotificationHandler> notifications() {
    Map<String, McpClientSession.NotificationHandler> told = new HashMap<>();
    for (String ignored :
        List.of(
            McpSchema.METHOD_NOTIFICATION_PROGRESS,
            McpSchema.METHOD_NOTIFICATION_MESSAGE,
            McpSchema.METHOD_NOTIFICATION_RESOURCES_LIST_CHANGED,
            McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED,
            McpSchema.METHOD_NOTIFICATION_PROMPTS_LIST_CHANGED,
            "notifications/cancelled")) {
      told.put(ignored, params -> Mono.empty());
    }
    told.put(
        McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED,
        params -> Mono.fromRunnable(() -> listChanged = true));
    return told;
  }

  private void shakeHands() throws Refused, InterruptedException {
    JsonNode hello =
        request(
            McpSchema.METHOD_INITIALIZE,
            Map.of(
                "protocolVersion",
                VERSIONS.getFirst(),
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "retinue", "version", "1")),
            server.limits().start());
    String version = hello.path("protocolVersion").asText();
    if (!VERSIONS.contains(version)) {
      throw unavailable(
          "speaks version '"
              + OutsideText.line(version, 40)
              + "' of the protocol, which is none of "
              + VERSIONS);
    }
    wire.agreed(version);
    session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, null).subscribe();
  }

  private Refused unavailable(String what) {
    return new Refused(ServerLink.UNAVAILABLE, "server '" + server.name() + "' " + what);
  }

  /** The tools as the server lists them now. */
  List<RemoteTool> tools() throws Refused, InterruptedException {
    listChanged = false;
    List<RemoteTool> tools = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode list =
          request(
              McpSchema.METHOD_TOOLS_LIST,
              cursor.isEmpty() ? Map.of() : Map.of("cursor", cursor),
              server.limits().start());
      list.path("tools").forEach(tool -> tools.add(RemoteTool.of(tool)));
      if (tools.size() > MOST_TOOLS) {
        throw unavailable("lists more than " + MOST_TOOLS + " tools, and is not used");
      }
      cursor = list.path("nextCursor").asText("");
      if (cursor.isEmpty()) {
        return tools;
      }
    }
    throw unavailable("lists its tools without an end, and is not used");
  }

  /** Calls a tool; the result as the protocol has it. */
  JsonNode call(RemoteTool tool, Object arguments, String key, Duration limit)
      throws Refused, InterruptedException {
    return request(
        McpSchema.METHOD_TOOLS_CALL,
        Map.of(
            "name",
            tool.name(),
            "arguments",
            arguments,
            "_meta",
            Map.of("dev.retinue/idempotency-key", key)),
        limit);
  }

  private JsonNode request(String method, Map<String, Object> fields, Duration limit)
      throws Refused, InterruptedException {
    SdkTransport.Parameters parameters = new SdkTransport.Parameters(fields);
    CompletableFuture<JsonNode> answer = session.sendRequest(method, parameters, TREE).toFuture();
    try {
      if (transport.end() != null) {
        throw lost(method);
      }
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      cancel(method, parameters, "it took longer than " + limit);
      throw new Refused(
          "TIMEOUT",
          "server '"
              + server.name()
              + "' did not answer "
              + method
              + " within "
              + limit
              + wire.hint()
              + "; whether it did what was asked is not known");
    } catch (InterruptedException e) {
      cancel(method, parameters, "the caller was interrupted");
      throw e;
    } catch (ExecutionException e) {
      throw failure(method, parameters, e.getCause());
    } finally {
      answer.cancel(true);
      transport.forget(parameters);
    }
  }

  private void cancel(String method, SdkTransport.Parameters parameters, String reason) {
    String id = transport.request(parameters);
    if (id != null && !method.equals(McpSchema.METHOD_INITIALIZE)) {
      session
          .sendNotification(
              "notifications/cancelled",
              new SdkTransport.Parameters(Map.of("requestId", id, "reason", reason)))
          .subscribe();
    }
  }

  private Refused failure(
      String method, SdkTransport.Parameters parameters, @Nullable Throwable cause) {
    Refused known = transport.failure(parameters);
    if (known != null) {
      return known;
    }
    if (transport.end() != null) {
      return lost(method);
    }
    if (cause instanceof McpError error && error.getJsonRpcError() != null) {
      return new Refused(
          "SERVER_ERROR",
          "server '"
              + server.name()
              + "' refuses "
              + method
              + ": "
              + OutsideText.line(String.valueOf(error.getJsonRpcError().message()), 1000)
              + " ("
              + error.getJsonRpcError().code()
              + ")");
    }
    return unavailable("gave no answer to " + method + ": " + cause);
  }

  private Refused lost(String method) {
    return new Refused(
        ServerLink.LOST,
        "server '"
            + server.name()
            + "' "
            + transport.end()
            + " before it answered "
            + method
            + "; whether it did what was asked is not known, so find out before you ask again");
  }

  /** Whether the server said that its tools are others now. */
  boolean isListChanged() {
    return listChanged;
  }

  boolean isOver() {
    return transport.end() != null;
  }

  /** Ends it, and what was started for it. */
  void close() {
    transport.lost("was closed");
    session.close();
  }
}

package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves clients over HTTP until it is closed. Thread-safe. */
public final class McpHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(McpHttpServer.class);
  private static final String PATH = "/mcp";
  private static final int LONGEST_MESSAGE = 4 << 20;
  private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Dispatch dispatch;
  private final HttpServer server;
  private final String token;
  private final boolean own;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("retinue-mcp-http-", 0).factory());

  private McpHttpServer(Dispatch dispatch, HttpServer server, String token) {
    this.dispatch = dispatch;
    this.server = server;
    this.token = token;
    this.own = server.getAddress().getAddress().isLoopbackAddress();
  }

  static McpHttpServer start(Dispatch dispatch, InetSocketAddress address, String token)
      throws IOException {
    boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
    if (token.isEmpty() && !loopback) {
      throw new SetupException(
          address.toString(),
          "whoever reaches "
              + address
              + " could use the agents; give a token, or listen at loopback");
    }
    McpHttpServer started = new McpHttpServer(dispatch, HttpServer.create(address, 0), token);
    started.server.setExecutor(started.calls);
    started.server.createContext(PATH, started::take);
    started.server.start();
    return started;
  }

  /** Where clients reach it from this machine. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      int refused = refusal(exchange);
      if (refused != 0) {
        if (refused == 405) {
          exchange.getResponseHeaders().set("Allow", "POST");
        }
        exchange.sendResponseHeaders(refused, -1);
        return;
      }
      byte[] body = exchange.getRequestBody().readNBytes(LONGEST_MESSAGE + 1);
      if (body.length > LONGEST_MESSAGE) {
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      JsonNode message;
      try {
        message = Json.tree(new String(body, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      // Without sessions nobody knows whose an id is: each exchange is a client of its own.
      String answer = dispatch.answer(message, exchange.toString()).orElse("");
      if (answer.isEmpty()) {
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      LOG.atDebug().log("a call was given up, since the server is closed");
    }
  }

  /** The status of a refusal; 0 if there is none. */
  private int refusal(HttpExchange exchange) {
    if (isOfABrowserElsewhere(exchange)) {
      return 403;
    }
    if (!token.isEmpty() && !hasToken(exchange)) {
      return 401;
    }
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return 404;
    }
    return exchange.getRequestMethod().equals("POST") ? 0 : 405;
  }

  /** A page in a browser could reach loopback, by its own name for it (DNS rebinding) as well. */
  private boolean isOfABrowserElsewhere(HttpExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String host = exchange.getRequestHeaders().getFirst("Host");
    return origin != null
        || (own && (host == null || !OWN_HOSTS.contains(host.replaceFirst(":\\d+$", ""))));
  }

  private boolean hasToken(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  /** Stops at once; runs that clients wait for are cancelled. */
  @Override
  public void close() {
    server.stop(0);
    dispatch.leave("");
    calls.shutdownNow();
  }
}

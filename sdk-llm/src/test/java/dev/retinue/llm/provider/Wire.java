package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A model server on loopback that answers every request with one prepared reply. */
final class Wire implements AutoCloseable {
  record Request(String path, String protocol, String authorization, JsonNode body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<Request> requests = new CopyOnWriteArrayList<>();

  private Wire(Reply reply) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          requests.add(
              new Request(
                  exchange.getRequestURI().getPath(),
                  exchange.getProtocol(),
                  key == null ? "" : key,
                  Json.tree(
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))));
          reply.send(exchange);
        });
    server.start();
  }

  interface Reply {
    void send(HttpExchange exchange) throws IOException;
  }

  static Wire replying(int status, String body) throws IOException {
    return replying(status, Map.of(), body);
  }

  static Wire replying(int status, Map<String, String> headers, String body) throws IOException {
    return new Wire(exchange -> {
      headers.forEach(exchange.getResponseHeaders()::add);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    });
  }

  /** Sends the pieces as one chunked stream. */
  static Wire streaming(String type, String... pieces) throws IOException {
    return new Wire(exchange -> {
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        for (String piece : pieces) {
          out.write(piece.getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      }
    });
  }

  /** Sends the pieces and drops the connection within the body that was promised. */
  static Wire dropping(String type, String... pieces) throws IOException {
    return new Wire(exchange -> {
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, 1_000_000);
      OutputStream out = exchange.getResponseBody();
      for (String piece : pieces) {
        out.write(piece.getBytes(StandardCharsets.UTF_8));
      }
      out.flush();
      exchange.close();
    });
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.Headers;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A model server on loopback that answers every request with one prepared reply, except those for
 * which it has a reply by path.
 */
final class Wire implements AutoCloseable {
  record Request(String path, String protocol, Headers headers, JsonNode body) {}

  interface Reply {
    void send(HttpExchange exchange, CountDownLatch closing) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Reply> byPath;

  /** The requests that were answered with the prepared reply. */
  final List<Request> requests = new CopyOnWriteArrayList<>();

  private Wire(Map<String, Reply> byPath, Reply reply) throws IOException {
    this.byPath = byPath;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, reply));
    server.start();
  }

  private void answer(HttpExchange exchange, Reply reply) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Reply other = byPath.get(path);
    if (other != null) {
      other.send(exchange, closing);
      return;
    }
    requests.add(
        new Request(
            exchange.getRequestURI().toString(),
            exchange.getProtocol(),
            exchange.getRequestHeaders(),
            body.isEmpty() ? MissingNode.getInstance() : Json.tree(body)));
    reply.send(exchange, closing);
  }

  static Wire serving(Map<String, Reply> byPath, Reply reply) throws IOException {
    return new Wire(byPath, reply);
  }

  static Reply replying(int status, String body) {
    return replying(status, Map.of(), body);
  }

  static Reply replying(int status, Map<String, String> headers, String body) {
    return (exchange, closing) -> {
      headers.forEach(exchange.getResponseHeaders()::add);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    };
  }

  /** Sends the pieces as one chunked stream. */
  static Reply streaming(List<String> pieces) {
    return (exchange, closing) -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        write(out, pieces);
      }
    };
  }

  /** Sends the pieces, and then nothing: neither more nor the end. */
  static Reply stalling(List<String> pieces) {
    return (exchange, closing) -> {
      exchange.sendResponseHeaders(200, 0);
      write(exchange.getResponseBody(), pieces);
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    };
  }

  /** Sends the pieces and drops the connection within the body that was promised. */
  static Reply dropping(List<String> pieces) {
    return (exchange, closing) -> {
      exchange.sendResponseHeaders(200, 1_000_000);
      write(exchange.getResponseBody(), pieces);
      exchange.close();
    };
  }

  private static void write(OutputStream out, List<String> pieces) throws IOException {
    for (String piece : pieces) {
      out.write(piece.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

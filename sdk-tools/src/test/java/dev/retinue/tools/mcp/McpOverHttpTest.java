package dev.retinue.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tools.Caller;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server over HTTP that does what a test wants. */
class McpOverHttpTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String kind = "json";
  private final AtomicInteger sessions = new AtomicInteger();
  private HttpServer server;
  private McpServer described;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mcp", this::take);
    server.start();
    String place = "127.0.0.1:" + server.getAddress().getPort();
    described =
        McpServer.http(
                "web",
                URI.create("http://" + place + "/mcp"),
                new EgressGuard(
                    EgressRules.standard()
                        .withDestinations(EgressRules.Destinations.publicWeb().withInternal(place))
                        .withPace(new EgressRules.Pace(1000, 8, 100, Duration.ofSeconds(1)))))
            .withLimits(
                new McpServer.Limits(Duration.ofSeconds(20), Duration.ofSeconds(5), 1000, 100_000));
  }

  @AfterEach
  void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
      JsonNode message = body.isEmpty() ? Json.tree("{}") : Json.tree(body);
      String method = message.path("method").asText(exchange.getRequestMethod());
      seen.add(
          method
              + " "
              + session
              + " "
              + exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"));
      String id = message.path("id").toString();
      switch (method) {
        case "initialize" -> {
          exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
          json(exchange, result(id, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"));
        }
        case "tools/list" ->
            json(
                exchange,
                result(
                    id, "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}"));
        case "tools/call" -> call(exchange, id, session == null ? "" : session);
        default -> exchange.sendResponseHeaders(202, -1);
      }
    }
  }

  private void call(HttpExchange exchange, String id, String session) throws IOException {
    String done = result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
    switch (kind) {
      case "events" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(
            (": hello\nid: 1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n"
                    + "event: message\r\ndata: "
                    + done
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        await(); // The stream stays open: nobody may wait for its end.
      }
      case "broken_events" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(": nothing\n\n".getBytes(StandardCharsets.UTF_8));
      }
      case "garbage_events" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data: no json\n\n".getBytes(StandardCharsets.UTF_8));
      }
      case "large_event" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange
            .getResponseBody()
            .write(("data: " + "x".repeat(90_000)).getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().write("x".repeat(90_000).getBytes(StandardCharsets.UTF_8));
      }
      case "forgets" -> {
        if (session.equals("s1")) {
          exchange.sendResponseHeaders(404, -1);
        } else {
          json(exchange, done);
        }
      }
      case "silent" -> await();
      case "ill" -> {
        byte[] text = "out of\u200b order".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(500, text.length);
        exchange.getResponseBody().write(text);
      }
      default -> json(exchange, done);
    }
  }

  private void await() throws IOException {
    try {
      over.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String result(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static void json(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ToolResult call(McpServer server, String how) throws InterruptedException {
    kind = how;
    try (McpToolkit toolkit = McpToolkit.connect(server)) {
      if (toolkit.tools().getFirst() instanceof ToolOffer.Available(Tool tool)) {
        return Caller.of(tool).call();
      }
      throw new AssertionError(toolkit.tools().toString());
    }
  }

  @Test
  void theSessionAndTheVersionAreSentWithEveryMessageAndTheSessionIsEnded() throws Exception {
    assertThat(call(described, "json").text()).contains("\"text\":\"done\"");
    assertThat(seen)
        .contains("initialize null null", "tools/list s1 2025-06-18", "tools/call s1 2025-06-18")
        .last()
        .isEqualTo("DELETE s1 2025-06-18");
  }

  @Test
  void anAnswerIsTakenOffAStreamThatStaysOpen() throws Exception {
    assertThat(call(described, "events").text()).contains("\"text\":\"done\"");
  }

  @Test
  void aSessionThatTheServerForgotIsBegunAnew() throws Exception {
    assertThat(call(described, "forgets").text()).contains("\"text\":\"done\"");
    assertThat(seen).contains("tools/call s1 2025-06-18", "tools/call s2 2025-06-18");
  }

  @Test
  void aStreamThatEndsWithoutTheAnswerIsALoss() throws Exception {
    assertThat(call(described, "broken_events").text())
        .startsWith(
            "ERROR CONNECTION_LOST: server 'web' ended its answer (200 text/event-stream) without the"
                + " result; whether it did what was asked is not known");
  }

  @Test
  void anEventThatIsNoMessageIsABadResponse() throws Exception {
    assertThat(call(described, "garbage_events").text())
        .startsWith("ERROR BAD_RESPONSE: server 'web' sent an event that is not JSON");
  }

  @Test
  void anEventThatIsTooLongIsNotRead() throws Exception {
    assertThat(call(described, "large_event").text())
        .startsWith("ERROR CONNECTION_LOST: server 'web' ended its answer")
        .contains("a message of more than 100000 bytes");
  }

  @Test
  void aServerThatIsIllIsQuoted() throws Exception {
    assertThat(call(described, "ill").text())
        .isEqualTo("ERROR UNAVAILABLE: server 'web' answers 500: out of order");
  }

  @Test
  void aServerThatNeverAnswersIsToldThatNobodyWaits() throws Exception {
    McpServer hasty =
        described.withLimits(
            new McpServer.Limits(Duration.ofSeconds(20), Duration.ofMillis(300), 1000, 100_000));

    assertThat(call(hasty, "silent").text())
        .startsWith("ERROR TIMEOUT: server 'web' did not answer tools/call within PT0.3S; whether");
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!seen.contains("notifications/cancelled s1 2025-06-18")) {
      assertThat(System.nanoTime()).as("%s", seen).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void theGuardDecidesWhereItMayBe() throws Exception {
    assertThat(
            McpToolkit.connect(McpServer.http("inside", URI.create("http://169.254.169.254/mcp")))
                .tools()
                .toString())
        .contains("Unavailable[name=inside, reason='http://169.254.169.254/mcp' is refused: ");
  }
}

package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.secret.Secret;
import dev.retinue.secret.SecretException;
import dev.retinue.secret.Vault;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressRequest;
import dev.retinue.tools.egress.EgressResponse;
import dev.retinue.tools.schema.OutsideText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streamable HTTP (specification of 2025-11-25, Transports) through the guard: each message is a
 * POST, the answer JSON or a stream of events, of which no more is read than up to the answer.
 * Thread-safe.
 */
final class HttpWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWire.class);
  private static final String SESSION = "Mcp-Session-Id";
  private static final Duration SHORT = Duration.ofSeconds(3);

  /** Secrets here belong to the host, whoever calls. */
  private static final RunScope HOST = new RunScope("none", "none", "none", Principal.SHARED, "");

  private final McpServer server;
  private final McpServer.Http how;
  private final Vault secrets;
  private final Map<String, Thread> calls = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Listener listener;
  private volatile String session = "";
  private volatile String version = "";

  HttpWire(McpServer server, McpServer.Http how, Vault secrets) {
    this.server = server;
    this.how = how;
    this.secrets = secrets;
  }

  @Override
  public void open(Listener told) {
    listener = told; // Nothing is there until the first message.
  }

  @Override
  public void agreed(String spoken) {
    version = spoken;
  }

  @Override
  public void send(String json, String request) {
    Listener told = listener;
    if (told == null || closed.get()) {
      return;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("retinue-mcp-" + server.name())
            .unstarted(() -> post(json, request, told));
    if (!request.isEmpty()) {
      calls.put(request, thread);
    }
    thread.start();
  }

  private void post(String json, String request, Listener told) {
    try {
      exchange(json, request, told);
    } catch (Refused e) {
      if (!request.isEmpty()) {
        told.failed(request, e);
      } else {
        LOG.atDebug()
            .addKeyValue("server", server.name())
            .setCause(e)
            .log("a message was not sent");
      }
    } catch (InterruptedException e) {
      LOG.atDebug().addKeyValue("server", server.name()).log("a call was given up");
    } finally {
      calls.remove(request);
    }
  }

  private void exchange(String json, String request, Listener told)
      throws Refused, InterruptedException {
    String sentIn = session;
    AtomicBoolean answered = new AtomicBoolean(request.isEmpty());
    EventReader events =
        new EventReader(
            server.limits().messageBytes(),
            headers -> headers.getOrDefault(SESSION, List.of()).forEach(id -> session = id),
            message -> {
              answered.compareAndSet(false, isAnswer(message, request));
              told.received(message);
              return !answered.get();
            });
    EgressResponse response;
    try {
      response =
          how.guard()
              .send(request("POST", request.isEmpty() ? SHORT : time()).withBody(json), events);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "BAD_RESPONSE", "server '" + server.name() + "' sent an event that is " + e.getMessage());
    }
    if (response.status() == 404 && !sentIn.isEmpty()) {
      session = "";
      if (!request.isEmpty()) { // First, so that it is told of as what it is: not done.
        told.failed(
            request,
            new Refused(
                ServerLink.SESSION_GONE,
                "server '" + server.name() + "' knows the session no more"));
      }
      told.lost("ended the session");
      return;
    }
    if (response.status() < 200 || response.status() > 299) {
      throw refused(response);
    }
    response.header(SESSION).ifPresent(id -> session = id);
    String type = response.header("Content-Type").orElse("");
    boolean tooLong = response.body().remaining() > server.limits().messageBytes();
    if (type.startsWith("application/json") && response.body().hasRemaining() && !tooLong) {
      JsonNode message = message(response);
      answered.compareAndSet(false, isAnswer(message, request));
      told.received(message);
    }
    if (!answered.get()) {
      throw new Refused(
          ServerLink.LOST,
          "server '"
              + server.name()
              + "' ended its answer ("
              + response.status()
              + " "
              + OutsideText.line(type, 60)
              + ") without the result"
              + (events.isTooLong() || tooLong
                  ? ": a message of more than " + server.limits().messageBytes() + " bytes"
                  : "")
              + "; whether it did what was asked is not known, so find out before you ask again");
    }
  }

  private static boolean isAnswer(JsonNode message, String request) {
    if (message.isArray()) {
      return message.valueStream().anyMatch(one -> isAnswer(one, request));
    }
    return !message.has("method") && message.path("id").asText().equals(request);
  }

  private JsonNode message(EgressResponse response) throws Refused {
    try {
      return Json.tree(new String(response.bytes(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "BAD_RESPONSE", "server '" + server.name() + "' answers what is " + e.getMessage());
    }
  }

  private Refused refused(EgressResponse response) {
    String body = OutsideText.line(new String(response.bytes(), StandardCharsets.UTF_8), 200);
    boolean unknown = response.status() == 401 || response.status() == 403;
    return new Refused(
        unknown ? "UNAUTHORIZED" : ServerLink.UNAVAILABLE,
        "server '"
            + server.name()
            + "' answers "
            + response.status()
            + (body.isEmpty() ? "" : ": " + body)
            + (unknown
                ? "; the host must give it a secret that it takes, with withSecret(\"Authorization\", ..)"
                : ""));
  }

  private Duration time() {
    // Whoever waits gives up first, and says more.
    Duration longest =
        server.limits().start().compareTo(server.limits().call()) > 0
            ? server.limits().start()
            : server.limits().call();
    return longest.plusSeconds(5);
  }

  private EgressRequest request(String method, Duration time) throws Refused {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json, text/event-stream");
    if (method.equals("POST")) {
      headers.put("Content-Type", "application/json");
    }
    if (!session.isEmpty()) {
      headers.put(SESSION, session);
    }
    if (!version.isEmpty()) {
      headers.put("MCP-Protocol-Version", version);
    }
    for (Map.Entry<String, Secret> header : how.secrets().entrySet()) {
      headers.put(header.getKey(), value(header.getKey(), header.getValue()));
    }
    return EgressRequest.get(
            how.uri().toString(),
            new EgressRequest.Bounds(time, 2 * server.limits().messageBytes()))
        .withMethod(method)
        .withHeaders(headers);
  }

  private String value(String header, Secret secret) throws Refused {
    String destination = how.guard().secretDestination(how.uri().toString());
    try {
      String value = secrets.open(secret.handle(), HOST, server.name(), destination);
      return header.equalsIgnoreCase("Authorization") && !value.contains(" ")
          ? "Bearer " + value
          : value;
    } catch (SecretException e) {
      throw new Refused("SECRET_REFUSED", e.getMessage());
    }
  }

  @Override
  public void abandon(String request) {
    Thread thread = calls.remove(request);
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public String hint() {
    return "";
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (Thread call : calls.values()) {
      if (!call.equals(Thread.currentThread())) {
        call.interrupt();
      }
    }
    if (session.isEmpty()) {
      return;
    }
    try {
      how.guard().send(request("DELETE", SHORT));
    } catch (Refused e) {
      LOG.atDebug()
          .addKeyValue("server", server.name())
          .setCause(e)
          .log("the session was not ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.error.NearestName;
import dev.retinue.error.RetinueException;
import dev.retinue.identity.Principal;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.run.Outcome;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.tools.schema.OutsideText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers messages of clients: the handshake, the list of tools, and calls as runs. Thread-safe.
 */
final class Dispatch {
  private static final List<String> VERSIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");
  private static final int METHOD_NOT_FOUND = -32_601;
  private static final int INVALID_PARAMS = -32_602;
  private static final int INVALID_REQUEST = -32_600;

  private final AgentRuntime runtime;
  private final Map<String, Offered> offered;
  private final Duration limit;
  private final Label label;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  Dispatch(AgentRuntime runtime, Map<String, Offered> offered, Duration limit, Label label) {
    this.runtime = runtime;
    this.offered = offered;
    this.limit = limit;
    this.label = label;
  }

  /**
   * The answer to a message; empty if there is none.
   *
   * @param client tells those apart whose ids may be the same
   */
  Optional<String> answer(JsonNode message, String client) throws InterruptedException {
    JsonNode id = message.path("id");
    String method = message.path("method").asText();
    if (method.isEmpty()) {
      return id.isMissingNode() || message.has("result") || message.has("error")
          ? Optional.empty()
          : Optional.of(error(id, INVALID_REQUEST, "a message has a method"));
    }
    if (!id.isTextual() && !id.isNumber()) {
      if (method.equals("notifications/cancelled")) {
        cancel(client, message.path("params").path("requestId"));
      }
      return Optional.empty();
    }
    return Optional.of(
        switch (method) {
          case "initialize" -> result(id, hello(message.path("params")));
          case "ping" -> result(id, Map.of());
          case "tools/list" ->
              result(
                  id,
                  Map.of("tools", offered.values().stream().map(Offered::description).toList()));
          case "tools/call" -> call(id, message.path("params"), client);
          default ->
              error(id, METHOD_NOT_FOUND, "there is no " + OutsideText.line(method, 60) + " here");
        });
  }

  private static Map<String, Object> hello(JsonNode params) {
    String wanted = params.path("protocolVersion").asText();
    return Map.of(
        "protocolVersion",
        VERSIONS.contains(wanted) ? wanted : VERSIONS.getFirst(),
        "capabilities",
        Map.of("tools", Map.of("listChanged", false)),
        "serverInfo",
        Map.of("name", "retinue", "version", "1"));
  }

  private String call(JsonNode id, JsonNode params, String client) throws InterruptedException {
    String name = params.path("name").asText();
    Offered called = offered.get(name);
    if (called == null) {
      return error(
          id,
          INVALID_PARAMS,
          "there is no tool '"
              + OutsideText.line(name, 60)
              + "'"
              + NearestName.hint(name, offered.keySet()));
    }
    JsonNode arguments = params.path("arguments");
    String input = arguments.path("question").asText("");
    if (called.tool().isEmpty() && input.isBlank()) {
      return error(id, INVALID_PARAMS, "'question' is missing or blank; give a text");
    }
    if (!called.tool().isEmpty()) {
      String given = arguments.isMissingNode() ? "{}" : arguments.toString();
      input = Json.write(new ToolCall.Asked(called.tool(), given));
    }
    Run run;
    try {
      run = called.agent().session(Principal.SHARED).start(input, label);
    } catch (RetinueException e) {
      return told(id, true, "no run was begun: " + e.getMessage());
    }
    String key = key(client, id);
    runs.put(key, run);
    try {
      Optional<Outcome> outcome = run.await(limit);
      if (outcome.isEmpty()) {
        String waits = waitsFor(run);
        run.cancel();
        return told(id, true, "run " + run.id() + " did not end within " + limit + waits);
      }
      return told(id, called, outcome.get());
    } finally {
      runs.remove(key);
    }
  }

  private String waitsFor(Run run) {
    for (Pending pending : runtime.pending()) {
      if (pending.scope().run().equals(run.id())) {
        return ", since a person was asked and did not answer: "
            + pending.need()
            + "; it was cancelled";
      }
    }
    return " and was cancelled";
  }

  private static String told(JsonNode id, Offered called, Outcome outcome) {
    if (!(outcome instanceof Outcome.Answered answered)) {
      return told(id, true, outcome.text());
    }
    if (called.tool().isEmpty()) {
      return told(id, false, answered.text());
    }
    ToolCall.Came came = answered.as(ToolCall.Came.class);
    return told(id, came.failed(), came.text());
  }

  private static String told(JsonNode id, boolean failed, String text) {
    return result(
        id, Map.of("content", List.of(Map.of("type", "text", "text", text)), "isError", failed));
  }

  private static String key(String client, JsonNode id) {
    return client + " " + id;
  }

  private void cancel(String client, JsonNode id) {
    Run run = runs.get(key(client, id));
    if (run != null) {
      run.cancel();
    }
  }

  /** Cancels what a client has asked and not been told; with an empty one, what all have. */
  void leave(String client) {
    runs.forEach((key, run) -> {
      if (client.isEmpty() || key.startsWith(client + " ")) {
        run.cancel();
      }
    });
  }

  private static String result(JsonNode id, Object result) {
    return message(id, "result", result);
  }

  /**
   * @param id of the request; null or absent where nobody knows
   */
  static String error(@Nullable JsonNode id, int code, String text) {
    return message(id, "error", Map.of("code", code, "message", text));
  }

  private static String message(@Nullable JsonNode id, String what, Object content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    if (id != null && !id.isMissingNode()) {
      message.put("id", id);
    }
    message.put(what, content);
    return Json.write(message);
  }
}

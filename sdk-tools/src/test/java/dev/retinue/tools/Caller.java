package dev.retinue.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Calls a tool as the runtime would, with a clock that stands still and a given folder.
 *
 * @param now what the clock says
 * @param files the agent's folder
 */
public record Caller(Tool tool, Instant now, Path files) implements ToolContext {
  private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

  public static Caller of(Tool tool) {
    return new Caller(tool, NOON, Path.of("no-files"));
  }

  public static Caller in(Path files, Tool tool) {
    return new Caller(tool, NOON, files);
  }

  public Caller at(String instant) {
    return new Caller(tool, Instant.parse(instant), files);
  }

  /** Arguments as name, value, name, value. */
  public ToolResult call(Object... arguments) {
    ObjectNode object = (ObjectNode) Json.tree("{}");
    for (int i = 0; i < arguments.length; i += 2) {
      object.set((String) arguments[i], Json.tree(arguments[i + 1]));
    }
    return call(object);
  }

  /** Arguments as a model writes them. */
  public ToolResult callJson(String arguments) {
    return call((ObjectNode) Json.tree(arguments));
  }

  private ToolResult call(ObjectNode arguments) {
    try {
      return tool.call(arguments, this);
    } catch (Exception e) {
      throw new AssertionError("a tool must refuse, not throw: " + e, e);
    }
  }

  /** The answer, which must be one. */
  public JsonNode ok(Object... arguments) {
    ToolResult result = call(arguments);
    if (result instanceof ToolResult.Ok) {
      return Json.tree(result.text());
    }
    throw new AssertionError("expected an answer, got " + result.text());
  }

  /** The refusal, which must be one. */
  public ToolResult.Failed refused(Object... arguments) {
    ToolResult result = call(arguments);
    if (result instanceof ToolResult.Failed failed) {
      return failed;
    }
    throw new AssertionError("expected a refusal, got " + result.text());
  }

  @Override
  public RunScope scope() {
    return new RunScope("run-1", "analyst", "session-1", Principal.SHARED, "");
  }

  @Override
  public String idempotencyKey() {
    return "key-1";
  }

  @Override
  public Effects effects() {
    throw new UnsupportedOperationException("these tools perform no effects but the clock");
  }
}

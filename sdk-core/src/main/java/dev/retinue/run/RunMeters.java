package dev.retinue.run;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.policy.Decision;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the runs of a runtime do, as Micrometer's meters: {@code retinue.tool.calls}, a timer by
 * {@code tool} and {@code result} ({@code ok}, {@code denied}, {@code in_doubt}, or the code of the
 * failure); {@code retinue.tool.retries}; {@code retinue.runs.started}; {@code retinue.runs.ended}
 * by {@code outcome}, where a run that stopped has the reason; {@code retinue.decisions} by {@code
 * decision}. Given to a runtime as a listener:
 *
 * <pre>{@code
 * AgentRuntime.builder().listener(RunMeters.to(registry))
 * }</pre>
 *
 * <p>Results that were recorded before a run was resumed are not counted again. Needs {@code
 * io.micrometer:micrometer-core}. Thread-safe.
 */
public final class RunMeters implements Consumer<RunEvent> {
  private static final String UNKNOWN = "UNKNOWN_TOOL";

  private final MeterRegistry registry;

  private RunMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Meters in a registry of the host's. */
  public static RunMeters to(MeterRegistry registry) {
    return new RunMeters(registry);
  }

  @Override
  public void accept(RunEvent event) {
    switch (event) {
      case RunEvent.EffectFinished finished
          when finished.effect() instanceof Effect.CallTool(String tool, String arguments)
              && finished.result() instanceof ToolResult result ->
          called(tool, result, finished);
      case RunEvent.Retrying retrying -> registry.counter("retinue.tool.retries").increment();
      case RunEvent.Started started when !started.resumed() ->
          registry.counter("retinue.runs.started").increment();
      case RunEvent.Ended ended ->
          registry.counter("retinue.runs.ended", "outcome", word(ended.outcome())).increment();
      case RunEvent.Decided decided ->
          registry.counter("retinue.decisions", "decision", word(decided.decision())).increment();
      default -> {}
    }
  }

  private void called(String tool, ToolResult result, RunEvent.EffectFinished finished) {
    boolean unknown = result instanceof ToolResult.Failed failed && failed.code().equals(UNKNOWN);
    // A model may make up any number of names.
    String name = unknown ? "unknown" : tool;
    registry
        .timer("retinue.tool.calls", "tool", name, "result", word(result))
        .record(finished.took());
  }

  private static String word(ToolResult result) {
    return switch (result) {
      case ToolResult.Ok ok -> "ok";
      case ToolResult.Failed failed -> failed.code().toLowerCase(Locale.ROOT);
      case ToolResult.Denied denied -> "denied";
      case ToolResult.InDoubt doubt -> "in_doubt";
    };
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered answered -> "answered";
      case Outcome.Stopped stopped -> stopped.reason().name().toLowerCase(Locale.ROOT);
      case Outcome.Failed failed -> "failed";
      case Outcome.Cancelled cancelled -> "cancelled";
      case Outcome.InDoubt doubt -> "in_doubt";
    };
  }

  private static String word(Decision decision) {
    return switch (decision) {
      case Decision.Allow allow -> "allow";
      case Decision.Deny deny -> "deny";
      case Decision.Ask ask -> "ask";
    };
  }
}

package dev.retinue.run;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.model.ModelReply;

/** Effects and results in a few words, for events that people read. */
final class Brief {
  private static final int MOST = 120;

  private Brief() {}

  static String of(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallModel call ->
          "CallModel(" + call.request().conversation().size() + " messages)";
      case Effect.CallTool call -> cut(call.tool() + " " + call.arguments());
      case Effect.Remember remember -> "Remember(" + remember.record().id() + ")";
      case Effect.Rearrange rearrange ->
          "Rearrange(%d added, %d removed, %d shifted)"
              .formatted(
                  rearrange.change().added().size(),
                  rearrange.change().removed().size(),
                  rearrange.change().shifted().size());
      default -> cut(effect.toString());
    };
  }

  static String of(Object result) {
    return switch (result) {
      case ModelReply reply ->
          reply.message().hasToolExecutionRequests()
              ? "calls "
                  + reply.message().toolExecutionRequests().stream().map(r -> r.name()).toList()
              : cut(String.valueOf(reply.message().text()));
      case ToolResult tool -> cut(tool.text());
      default -> cut(result.toString());
    };
  }

  private static String cut(String text) {
    String line = text.replace('\n', ' ');
    return line.length() > MOST ? line.substring(0, MOST) + "..." : line;
  }
}

package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.ToolResult;
import dev.retinue.testkit.RecordingTool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private long counted(String tool, String result) {
    return registry.get("retinue.tool.calls").tags("tool", tool, "result", result).timer().count();
  }

  @Test
  void everyCallIsCountedByItsResult() throws Exception {
    RecordingTool look = RecordingTool.named("look");
    RecordingTool closed =
        RecordingTool.named("closed")
            .doing((arguments, context) -> new ToolResult.Failed("CLOSED", "until Monday"));
    List<RunEvent> heard = new ArrayList<>();
    try (Scene scene =
        Scene.script(
                calls("look", "{}", "look", "{}", "closed", "{}"),
                call("invented", "{}"),
                say("Done"))
            .with(look, closed)
            .built(builder -> builder.listener(RunMeters.to(registry)).listener(heard::add))) {
      scene.ask();
    }

    assertThat(counted("look", "ok")).isEqualTo(2);
    assertThat(counted("closed", "closed")).isEqualTo(1);
    assertThat(counted("unknown", "unknown_tool")).isEqualTo(1);
    assertThat(registry.get("retinue.runs.started").counter().count()).isEqualTo(1);
    assertThat(registry.get("retinue.runs.ended").tag("outcome", "answered").counter().count())
        .isEqualTo(1);
    assertThat(heard).as("the other listener").last().isInstanceOf(RunEvent.Ended.class);
  }
}

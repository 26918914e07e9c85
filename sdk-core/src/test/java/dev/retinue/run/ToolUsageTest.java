package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.ToolUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an agent has used its tools is read from what is recorded anyway. */
class ToolUsageTest {
  private static final AgentDefinition WORKER =
      AgentDefinition.builder("Worker").tools("reads", "writes", "fails").build();

  private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");

  private final class Acting implements Tool {
    private final String name;
    private final ToolTraits traits;

    Acting(String name, ToolTraits traits) {
      this.name = name;
      this.traits = traits;
    }

    @Override
    public ToolSpecification specification() {
      return ToolSpecification.builder().name(name).description("does " + name).build();
    }

    @Override
    public ToolTraits traits() {
      return traits;
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) {
      clock.advance(Duration.ofSeconds(2));
      return name.equals("fails")
          ? new ToolResult.Failed("OUT_OF_PAPER", "no paper")
          : new ToolResult.Ok("done");
    }
  }

  private AgentRuntime runtime(Path home) {
    return AgentRuntime.builder()
        .home(home)
        .clock(clock)
        .tool(new Acting("reads", ToolTraits.READS))
        .tool(new Acting("writes", ToolTraits.touching(AccessClass.WRITE)))
        .tool(new Acting("fails", ToolTraits.touching(AccessClass.WRITE)))
        .model(
            ScriptedModel.turn(
                call("reads", "{}"), call("writes", "{}"), call("fails", "{}"), say("Done.")))
        .build();
  }

  @Test
  void itSurvivesARestartAndCountsWhatFailed(@TempDir Path home) throws Exception {
    try (AgentRuntime runtime = runtime(home)) {
      assertThat(runtime.agent(WORKER).toolUsage()).isEmpty();
      runtime.agent(WORKER).ask("Work.");
    }
    try (AgentRuntime runtime = runtime(home)) {
      runtime.agent(WORKER).ask("Work again.");

      Map<String, ToolUsage> usage = runtime.agent(WORKER).toolUsage();

      assertThat(usage).containsOnlyKeys("reads", "writes", "fails");
      assertThat(usage.get("reads")).isEqualTo(used(2, Map.of(), "2026-03-01T10:00:08Z", null));
      assertThat(usage.get("writes"))
          .isEqualTo(used(2, Map.of(), "2026-03-01T10:00:10Z", Duration.ofSeconds(2)));
      assertThat(usage.get("fails"))
          .isEqualTo(
              used(2, Map.of("OUT_OF_PAPER", 2L), "2026-03-01T10:00:12Z", Duration.ofSeconds(2)));
    }
  }

  private static ToolUsage used(
      long calls, Map<String, Long> failures, String last, @Nullable Duration median) {
    return new ToolUsage(calls, failures, Instant.parse(last), median);
  }
}

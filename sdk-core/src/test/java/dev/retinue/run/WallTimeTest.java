package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.reasoner.StopReason;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** limits.timeout is active time: over waits and processes, and nothing but that. */
class WallTimeTest {
  private final HeapJournal journal = new HeapJournal();
  private final SettableClock clock = SettableClock.at("2026-03-01T00:00:00Z");

  private AgentRuntime process(CompletableFuture<Outcome> ended) {
    return AgentRuntime.builder()
        .journal(journal)
        .clock(clock)
        .model(ScriptedModel.turn(call("slow", "{}"), call("ask", "{}"), say("done")))
        .tool(
            RecordingTool.named("slow")
                .with(ToolTraits.READS)
                .doing((arguments, context) -> {
                  clock.advance(Duration.ofMinutes(9));
                  return new ToolResult.Ok("at last");
                }))
        .tool(Scene.asking())
        .listener(event -> {
          if (event instanceof RunEvent.Ended end) {
            ended.complete(end.outcome());
          }
        })
        .build();
  }

  private Outcome overTwoProcesses(Duration timeout) throws Exception {
    AgentDefinition definition =
        AgentDefinition.builder("Slow")
            .tools("slow", "ask")
            .memory(MemoryDefinition.Type.NONE)
            .limits(Limits.STANDARD.withTimeout(Duration.ofDays(9)))
            .build();
    Pending question;
    try (AgentRuntime runtime = process(new CompletableFuture<>())) {
      question = Eventually.pending(runtime, runtime.agent(definition).start("Go"));
    }
    clock.advance(Duration.ofDays(2));
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime runtime = process(ended)) {
      runtime.answer(question, "yes");
      runtime.agent(
          AgentDefinition.builder("Slow")
              .tools("slow", "ask")
              .memory(MemoryDefinition.Type.NONE)
              .limits(Limits.STANDARD.withTimeout(timeout))
              .build());
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void itGoesOnInTheNextProcessWhereItHadBeen() throws Exception {
    Outcome outcome = overTwoProcesses(Duration.ofMinutes(10));

    assertThat(outcome.text()).isEqualTo("done");
    assertThat(outcome.usage().took()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
  }

  @Test
  void itIsUpInTheNextProcessIfItWasUsedUpBefore() throws Exception {
    assertThat(overTwoProcesses(Duration.ofMinutes(8)).text())
        .isEqualTo(
            "stopped (DEADLINE): the run was active for PT8M, the most that limits.timeout allows");
  }

  @Test
  void timeOfAllRunsTogetherCanBeLimited() throws Exception {
    RecordingTool busy =
        RecordingTool.named("busy")
            .doing((arguments, context) -> {
              long since = System.nanoTime();
              while (System.nanoTime() - since < 2_000_000) {
                Thread.onSpinWait();
              }
              return new ToolResult.Ok("done");
            });
    try (Scene scene =
        Scene.script(call("busy", "{}"), say("done"))
            .with(busy)
            .built(builder ->
                builder.budget(Allowance.perDay(Cost.UNLIMITED.withTime(Duration.ofMillis(1)))))) {
      assertThat(scene.ask())
          .isInstanceOfSatisfying(
              Outcome.Stopped.class,
              stopped -> {
                assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
                assertThat(stopped.detail())
                    .startsWith(
                        "the host may be active for PT0.001S a day and has been active for");
              });
      assertThat(scene.ask()).isInstanceOf(Outcome.Stopped.class);
    }
  }
}

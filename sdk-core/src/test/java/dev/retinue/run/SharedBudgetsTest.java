package dev.retinue.run;

import static dev.retinue.run.Spender.assertRefused;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DayLimits;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Budgets of host, tenant, agent and run, shared by whoever is below them. */
class SharedBudgetsTest {
  @Test
  void aTenantsAgentsShareItsBudgetAndOthersDoNot() throws Exception {
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(ScriptedModel.answering(request -> say("fine")))
            .tenantBudget("acme", Allowance.inAll(Cost.UNLIMITED.withModelCalls(3)))
            .build()) {
      Agent one = runtime.agent(Spender.agent("One", "acme", Limits.STANDARD));
      Agent two = runtime.agent(Spender.agent("Two", "acme", Limits.STANDARD));
      Agent other = runtime.agent(Spender.agent("Other", "", Limits.STANDARD));
      assertThat(one.ask("?")).isInstanceOf(Answered.class);
      assertThat(two.ask("?")).isInstanceOf(Answered.class);
      assertThat(one.ask("?")).isInstanceOf(Answered.class);

      assertRefused(two.ask("?"), "tenant 'acme' may make 3 model calls and has made them");
      assertThat(other.ask("?")).isInstanceOf(Answered.class);
    }
  }

  @Test
  void anAgentHasItsDay() throws Exception {
    SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    Limits limits = Limits.STANDARD.withPerDay(new DayLimits(2L, null, null, null, null));
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(ScriptedModel.answering(request -> say("fine")))
            .clock(clock)
            .build()) {
      Agent agent = runtime.agent(Spender.agent("One", "", limits));
      agent.ask("?");
      agent.ask("?");
      assertRefused(agent.ask("?"), "agent 'one' may make 2 model calls a day and has made them");
      assertThat(runtime.agent(Spender.agent("Two", "", limits)).ask("?"))
          .isInstanceOf(Answered.class);

      clock.advance(Duration.ofHours(12));

      assertThat(agent.ask("?")).isInstanceOf(Answered.class);
    }
  }

  @Test
  void aDelegatedRunDrawsOnTheRunThatDelegatedIt() throws Exception {
    RecordingTool tool = RecordingTool.named("tool");
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(ScriptedModel.turn())
            .tool(tool)
            .reasoner(
                Scene.reasoner(
                    "boss",
                    (task, effects) -> {
                      List<String> told = new ArrayList<>();
                      for (int i = 0; i < 3; i++) {
                        told.add(effects.perform(new Effect.Delegate("worker", "work")).text());
                      }
                      told.add(effects.perform(new Effect.CallTool("tool", "{}")).text());
                      return String.join("\n", told);
                    }))
            .reasoner(
                Scene.reasoner(
                    "worker",
                    (task, effects) -> {
                      StringBuilder told = new StringBuilder();
                      for (int i = 0; i < 3; i++) {
                        told.append(effects.perform(new Effect.CallTool("tool", "{}")).text())
                            .append(' ');
                      }
                      return told.toString().strip();
                    }))
            .build()) {
      Outcome outcome = boss(runtime, "tool", Limits.STANDARD.withMaxToolCalls(7)).ask("Go");

      String refused = "ERROR BUDGET: the run may make 7 tool calls and has made them";
      assertThat(outcome.text().lines())
          .containsExactly(
              "tool: tool: tool:",
              "tool: tool: tool:",
              "tool: " + refused + " " + refused,
              refused);
      assertThat(tool.calls()).hasSize(7);
      // What it used itself: the delegated runs tell their own.
      assertThat(outcome.usage().toolCalls()).isZero();
    }
  }

  @Test
  void whatADelegatedRunTookCountsInTheNextProcess() throws Exception {
    Limits limits = Limits.STANDARD.withMaxToolCalls(3);
    HeapJournal journal = new HeapJournal();
    RecordingTool tool = RecordingTool.named("tool");
    Pending question;
    try (AgentRuntime runtime = delegating(journal, tool).build()) {
      question = Eventually.pending(runtime, boss(runtime, "tool", limits).start("Go"));
    }
    assertThat(tool.calls()).hasSize(2);

    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime runtime =
        delegating(journal, tool)
            .listener(event -> {
              if (event instanceof RunEvent.Ended end) {
                ended.complete(end.outcome());
              }
            })
            .build()) {
      boss(runtime, "tool", limits);
      runtime.answer(question, "yes");

      assertThat(ended.get(20, TimeUnit.SECONDS).text())
          .isEqualTo("tool: ERROR BUDGET: the run may make 3 tool calls and has made them");
    }
    assertThat(tool.calls()).hasSize(3);
  }

  /** A boss with these limits, and a worker for it, each with this tool. */
  private static Agent boss(AgentRuntime runtime, String tool, Limits limits) {
    runtime.agent(agent("worker", tool, Limits.STANDARD));
    return runtime.agent(agent("boss", tool, limits));
  }

  private static AgentDefinition agent(String type, String tool, Limits limits) {
    return AgentDefinition.builder(type)
        .type(type)
        .tools(tool)
        .memory(MemoryDefinition.Type.NONE)
        .limits(limits)
        .build();
  }

  /** The worker calls the tool twice, and then the boss once too often. */
  private static AgentRuntime.Builder delegating(HeapJournal journal, RecordingTool tool) {
    Effect.CallTool use = new Effect.CallTool("tool", "{}");
    return AgentRuntime.builder()
        .journal(journal)
        .model(ScriptedModel.turn())
        .tool(tool)
        .reasoner(
            Scene.reasoner(
                "boss",
                (task, effects) -> {
                  effects.perform(new Effect.Delegate("worker", "work"));
                  effects.perform(new Effect.AskHuman("Well?"));
                  return effects.perform(use).text() + " " + effects.perform(use).text();
                }))
        .reasoner(
            Scene.reasoner(
                "worker",
                (task, effects) ->
                    effects.perform(use).text() + " " + effects.perform(use).text()));
  }

  @Test
  void aDelegatedRunEndsWhenTheTimeOfTheOtherIsUp() throws Exception {
    RecordingTool stuck =
        RecordingTool.named("stuck")
            .doing((arguments, context) -> {
              new CountDownLatch(1).await();
              return new ToolResult.Ok("never");
            });
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(ScriptedModel.turn())
            .tool(stuck)
            .reasoner(
                Scene.reasoner(
                    "boss",
                    (task, effects) ->
                        effects.perform(new Effect.Delegate("worker", "work")).text()))
            .reasoner(
                Scene.reasoner(
                    "worker",
                    (task, effects) -> effects.perform(new Effect.CallTool("stuck", "{}")).text()))
            .build()) {
      Outcome outcome =
          boss(runtime, "stuck", Limits.STANDARD.withTimeout(Duration.ofMillis(500))).ask("Go");

      assertThat(outcome.text())
          .isEqualTo(
              "stopped (DEADLINE): the run that delegated this one was active for PT0.5S, the most that its"
                  + " limits.timeout allows");
    }
  }
}

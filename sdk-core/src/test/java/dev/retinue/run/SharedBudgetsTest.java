package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.budget.Money;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DayLimits;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.Seeded;
import dev.retinue.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets of host, tenant, agent and run, shared by whoever is below them. */
class SharedBudgetsTest {
  private static final PriceTable PRICES =
      PriceTable.empty().with("host:model", ModelPrice.usd("1", "0.5", "2"));

  private static AgentDefinition agent(String name, String tenant, Limits limits) {
    return AgentDefinition.builder(name)
        .tenant(tenant)
        .memory(MemoryDefinition.Type.NONE)
        .limits(limits)
        .build();
  }

  private static void assertRefused(Outcome outcome, String detail) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
              assertThat(stopped.detail()).isEqualTo(detail);
            });
  }

  /** Who shares what. */
  @Nested
  class Tree {
    @Test
    void aTenantsAgentsShareItsBudgetAndOthersDoNot() throws Exception {
      try (AgentRuntime runtime =
          AgentRuntime.builder()
              .model(ScriptedModel.answering(request -> say("fine")))
              .tenantBudget("acme", Allowance.inAll(Cost.UNLIMITED.withModelCalls(3)))
              .build()) {
        Agent one = runtime.agent(agent("One", "acme", Limits.STANDARD));
        Agent two = runtime.agent(agent("Two", "acme", Limits.STANDARD));
        Agent other = runtime.agent(agent("Other", "", Limits.STANDARD));
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
        Agent agent = runtime.agent(agent("One", "", limits));
        agent.ask("?");
        agent.ask("?");
        assertRefused(agent.ask("?"), "agent 'one' may make 2 model calls a day and has made them");
        assertThat(runtime.agent(agent("Two", "", limits)).ask("?")).isInstanceOf(Answered.class);

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
        runtime.agent(
            AgentDefinition.builder("Worker")
                .type("worker")
                .tools("tool")
                .memory(MemoryDefinition.Type.NONE)
                .build());
        Outcome outcome =
            runtime
                .agent(
                    AgentDefinition.builder("Boss")
                        .type("boss")
                        .tools("tool")
                        .memory(MemoryDefinition.Type.NONE)
                        .limits(Limits.STANDARD.withMaxToolCalls(7))
                        .build())
                .ask("Go");

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
      HeapJournal journal = new HeapJournal();
      RecordingTool tool = RecordingTool.named("tool");
      Pending question;
      try (AgentRuntime runtime = delegating(journal, tool).build()) {
        question = Eventually.pending(runtime, boss(runtime).start("Go"));
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
        boss(runtime);
        runtime.answer(question, "yes");

        assertThat(ended.get(20, TimeUnit.SECONDS).text())
            .isEqualTo("tool: ERROR BUDGET: the run may make 3 tool calls and has made them");
      }
      assertThat(tool.calls()).hasSize(3);
    }

    private static Agent boss(AgentRuntime runtime) {
      runtime.agent(
          AgentDefinition.builder("Worker")
              .type("worker")
              .tools("tool")
              .memory(MemoryDefinition.Type.NONE)
              .build());
      return runtime.agent(
          AgentDefinition.builder("Boss")
              .type("boss")
              .tools("tool")
              .memory(MemoryDefinition.Type.NONE)
              .limits(Limits.STANDARD.withMaxToolCalls(3))
              .build());
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
                      (task, effects) ->
                          effects.perform(new Effect.CallTool("stuck", "{}")).text()))
              .build()) {
        runtime.agent(
            AgentDefinition.builder("Worker")
                .type("worker")
                .tools("stuck")
                .memory(MemoryDefinition.Type.NONE)
                .build());
        Outcome outcome =
            runtime
                .agent(
                    AgentDefinition.builder("Boss")
                        .type("boss")
                        .memory(MemoryDefinition.Type.NONE)
                        .limits(Limits.STANDARD.withTimeout(Duration.ofMillis(500)))
                        .build())
                .ask("Go");

        assertThat(outcome.text())
            .isEqualTo(
                "stopped (DEADLINE): the run that delegated this one was active for PT0.5S, the most that its"
                    + " limits.timeout allows");
      }
    }
  }

  /** What models cost. */
  @Nested
  class Prices {
    @Test
    void aRunTellsWhatItCost() throws Exception {
      try (Scene scene =
          Scene.script(call("tool", "{}"), say("done"))
              .with(RecordingTool.named("tool"))
              .built(builder -> builder.prices(PRICES))) {
        // Twice 10 tokens in and 5 out, at one and two dollars a million.
        assertThat(scene.ask().usage().cost()).isEqualTo(Money.usd("0.00004"));
      }
    }

    @Test
    void aRunStopsWhenItsMoneyIsSpent() throws Exception {
      try (Scene scene =
          Scene.model(
                  ScriptedModel.answering(request ->
                      request.toolSpecifications().isEmpty()
                          ? say("too expensive")
                          : call("tool", "{\"text\":\"" + request.messages().size() + "\"}")))
              .with(RecordingTool.named("tool"))
              .built(builder -> builder.prices(PRICES))
              .limits(limits -> limits.withMaxCost(Money.usd("0.00005")))) {
        Stopped stopped = (Stopped) scene.ask();

        assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
        assertThat(stopped.detail())
            .startsWith("the run may spend 0.00005 USD and has spent 0.00004 USD; the next call");
        assertThat(stopped.closing()).isEqualTo("too expensive");
        assertThat(stopped.usage().cost()).isEqualTo(Money.usd("0.00006"));
      }
    }

    @Test
    void aModelOfUnknownPriceIsNotCalledWhereMoneyIsLimited() throws Exception {
      try (Scene scene =
          Scene.script(say("never")).limits(limits -> limits.withMaxCost(Money.usd("1")))) {
        assertThat(scene.ask())
            .isInstanceOfSatisfying(
                Failed.class,
                failed -> {
                  assertThat(failed.kind()).isEqualTo("UNKNOWN_PRICE");
                  assertThat(failed.message())
                      .isEqualTo(
                          "the price of host:model is not known, and a limit on money cannot be kept without it; give"
                              + " it by builder().prices(..)");
                });
        assertThat(scene.requests()).isEmpty();
      }
    }

    @Test
    void anAgentThatNamesSuchAModelIsNotMade() {
      AgentDefinition definition =
          AgentDefinition.builder("Dear")
              .llm("a:known")
              .llm("b:unknown")
              .limits(Limits.STANDARD.withPerDay(DayLimits.NONE.withMaxCost(Money.usd("5"))))
              .build();
      try (AgentRuntime runtime =
          AgentRuntime.builder()
              .model("a:known", ScriptedModel.turn())
              .model("b:unknown", ScriptedModel.turn())
              .prices(PriceTable.empty().with("a:*", ModelPrice.FREE))
              .build()) {
        assertThatThrownBy(() -> runtime.agent(definition))
            .isInstanceOf(DefinitionException.class)
            .hasMessageContaining("llm: the price of b:unknown is not known");
      }
    }

    @Test
    void anAttemptThatFailedIsCountedAndSettled() throws Exception {
      ChatModel broken =
          new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
              throw new IllegalStateException("out of order");
            }
          };
      LimitedBudget host = LimitedBudget.unlimited("the host");
      HeapJournal journal = new HeapJournal();
      AgentDefinition definition =
          AgentDefinition.builder("Asker")
              .llm("a:broken")
              .llm("b:good")
              .tools("ask")
              .memory(MemoryDefinition.Type.NONE)
              .build();
      Pending question;
      try (AgentRuntime runtime = fallback(journal, broken).budget(host).build()) {
        Run run = runtime.agent(definition).start("Go");
        question = Eventually.pending(runtime, run);
        assertThat(host.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(2, 0, 15));
      }

      // In the next process the attempts of the recorded call are counted as they were.
      LimitedBudget next = LimitedBudget.unlimited("the host");
      List<Outcome> ended = new ArrayList<>();
      CountDownLatch end = new CountDownLatch(1);
      try (AgentRuntime runtime =
          fallback(journal, broken)
              .budget(next)
              .listener(event -> {
                if (event instanceof RunEvent.Ended it) {
                  ended.add(it.outcome());
                  end.countDown();
                }
              })
              .build()) {
        runtime.agent(definition);
        runtime.answer(question, "yes");
        end.await();
      }
      assertThat(ended.getFirst().text()).isEqualTo("done");
      assertThat(ended.getFirst().usage().modelCalls()).isEqualTo(4);
      assertThat(next.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(4, 1, 30));
    }

    private AgentRuntime.Builder fallback(HeapJournal journal, ChatModel broken) {
      return AgentRuntime.builder()
          .journal(journal)
          .model("a:broken", broken)
          .model("b:good", ScriptedModel.turn(call("ask", "{}"), say("done")))
          .tool(
              RecordingTool.named("ask")
                  .doing((arguments, context) ->
                      new ToolResult.Ok(
                          context.effects().perform(new Effect.AskHuman("Well?")).text())));
    }
  }

  /** Many runs at once. */
  @Nested
  class ManySpenders {
    private static final int RUNS = 256;

    private void spend(AgentRuntime runtime, Agent agent) throws InterruptedException {
      List<Run> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(agent.start("Go"));
      }
      for (Run run : runs) {
        Outcome outcome = run.await();
        assertThat(outcome).isInstanceOfAny(Answered.class, Stopped.class);
        if (outcome instanceof Stopped stopped) {
          assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
        }
      }
      assertThat(runtime.agents()).hasSize(1);
    }

    @Seeded
    void noneMakesACallBeyondTheHostsLimits(RandomGenerator random) throws Exception {
      int modelCalls = 1 + random.nextInt(900);
      int toolCalls = 1 + random.nextInt(600);
      LimitedBudget host =
          LimitedBudget.of(
              "the host", Cost.UNLIMITED.withModelCalls(modelCalls).withToolCalls(toolCalls));
      RecordingTool tool = RecordingTool.named("tool");
      ScriptedModel model =
          ScriptedModel.answering(request ->
              request.toolSpecifications().isEmpty()
                      || request.messages().stream()
                              .filter(ToolExecutionResultMessage.class::isInstance)
                              .count()
                          == 3
                  ? say("done")
                  : call("tool", "{\"text\":\"" + request.messages().size() + "\"}"));
      try (AgentRuntime runtime =
          AgentRuntime.builder().model(model).tool(tool).budget(host).build()) {
        spend(
            runtime,
            runtime.agent(
                AgentDefinition.builder("Spender")
                    .tools("tool")
                    .memory(MemoryDefinition.Type.NONE)
                    .build()));
      }
      assertThat(model.requests()).hasSizeLessThanOrEqualTo(modelCalls);
      assertThat(tool.calls()).hasSizeLessThanOrEqualTo(toolCalls);
      // Nothing is held any more, and nothing was lost.
      assertThat(host.spent().modelCalls()).isEqualTo(model.requests().size());
      assertThat(host.spent().toolCalls()).isEqualTo(tool.calls().size());
    }

    @Seeded
    void noneSpendsMoneyOrTokensBeyondTheHostsLimits(RandomGenerator random) throws Exception {
      long tokens = 1_000L + random.nextInt(10_000);
      Money money = new Money(1_000_000_000L + random.nextLong(100_000_000_000L));
      LimitedBudget host =
          LimitedBudget.of("the host", Cost.UNLIMITED.withTokens(tokens).withMoney(money));
      ScriptedModel model = ScriptedModel.answering(request -> say("fine"));
      try (AgentRuntime runtime =
          AgentRuntime.builder().model(model).prices(PRICES).budget(host).build()) {
        spend(runtime, runtime.agent(agent("Spender", "", Limits.STANDARD)));
      }
      assertThat(host.spent().tokens())
          .isEqualTo(15L * model.requests().size())
          .isLessThanOrEqualTo(tokens + 15);
      assertThat(host.spent().money().picodollars())
          .isEqualTo(20_000_000L * model.requests().size())
          .isLessThanOrEqualTo(money.picodollars() + 20_000_000L);
    }

    @Test
    void oneCallEachUsesTheBudgetUp() throws Exception {
      ScriptedModel model = ScriptedModel.answering(request -> say("fine"));
      try (AgentRuntime runtime =
          AgentRuntime.builder()
              .model(model)
              .budget(Allowance.inAll(Cost.UNLIMITED.withModelCalls(100)))
              .build()) {
        spend(runtime, runtime.agent(agent("Spender", "", Limits.STANDARD)));
      }
      assertThat(model.requests()).hasSize(100);
    }
  }

  /** What is known in the next process. */
  @Nested
  class NextProcess {
    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final Allowance allowance =
        Allowance.perDay(Cost.UNLIMITED.withModelCalls(3))
            .withInAll(Cost.UNLIMITED.withModelCalls(5));

    private AgentRuntime.Builder process(Path home) {
      return AgentRuntime.builder()
          .home(home)
          .clock(clock)
          .model(ScriptedModel.turn(say("fine")))
          .budget(allowance);
    }

    @Test
    void theDaysAndTheWholeSpendingCountOn(@TempDir Path home) throws Exception {
      AgentDefinition definition = agent("One", "", Limits.STANDARD);
      try (AgentRuntime runtime = process(home).build()) {
        runtime.agent(definition).ask("?");
        runtime.agent(definition).ask("?");
      }
      try (AgentRuntime runtime = process(home).build()) {
        assertThat(runtime.agent(definition).ask("?")).isInstanceOf(Answered.class);
        assertRefused(
            runtime.agent(definition).ask("?"),
            "the host may make 3 model calls a day and has made them");
      }
      clock.advance(Duration.ofDays(1));
      try (AgentRuntime runtime = process(home).build()) {
        runtime.agent(definition).ask("?");
      }
      try (AgentRuntime runtime = process(home).build()) {
        runtime.agent(definition).ask("?");
        assertRefused(
            runtime.agent(definition).ask("?"),
            "the host may make 5 model calls and has made them");
      }
    }

    @Test
    void whatARunInFlightHasSpentIsCountedOnce(@TempDir Path home) throws Exception {
      HeapJournal journal = new HeapJournal();
      AgentDefinition definition =
          AgentDefinition.builder("Asker").tools("ask").memory(MemoryDefinition.Type.NONE).build();
      Pending question;
      try (AgentRuntime runtime = asking(home, journal).build()) {
        question = Eventually.pending(runtime, runtime.agent(definition).start("Go"));
      }
      CountDownLatch ended = new CountDownLatch(1);
      try (AgentRuntime runtime =
          asking(home, journal)
              .listener(event -> {
                if (event instanceof RunEvent.Ended) {
                  ended.countDown();
                }
              })
              .build()) {
        runtime.agent(definition);
        runtime.answer(question, "yes");
        ended.await();
      }
      try (AgentRuntime runtime = process(home).build()) {
        Agent other = runtime.agent(agent("Other", "", Limits.STANDARD));
        assertThat(other.ask("?")).isInstanceOf(Answered.class);
        assertRefused(other.ask("?"), "the host may make 3 model calls a day and has made them");
      }
    }

    private AgentRuntime.Builder asking(Path home, HeapJournal journal) {
      return process(home)
          .journal(journal)
          .model(ScriptedModel.turn(call("ask", "{}"), say("done")))
          .tool(
              RecordingTool.named("ask")
                  .doing((arguments, context) ->
                      new ToolResult.Ok(
                          context.effects().perform(new Effect.AskHuman("Well?")).text())));
    }
  }
}

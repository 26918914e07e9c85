package dev.retinue.run;

import static dev.retinue.run.Spender.PRICES;
import static dev.retinue.run.Spender.agent;
import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.budget.Money;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Many runs at once that share a budget. */
class ManySpendersTest {
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
            request.toolSpecifications().isEmpty() || results(request).size() == 3
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

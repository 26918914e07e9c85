package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.effect.ToolResult;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A run that may not go on says which limit it met, and what it used. */
class LimitsTest {
  private final RecordingTool tool = RecordingTool.named("tool");

  /** A model that never stops calling the tool. */
  private static Scene endless() {
    return Scene.model(ScriptedModel.answering(request -> call("tool", "{}")));
  }

  private static void assertStopped(Outcome outcome, StopReason reason, String detail) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(reason);
              assertThat(stopped.detail()).isEqualTo(detail);
            });
  }

  @Test
  void itStopsAtTheStepLimitAndSaysHowMuchWasSpent() throws Exception {
    try (Scene scene = endless().with(tool).limits(limits -> limits.withMaxSteps(3))) {
      Outcome outcome = scene.ask();

      assertStopped(
          outcome,
          StopReason.STEP_LIMIT,
          "no answer after 3 model calls; raise limits.max_steps if the task needs more");
      // The last one is the closing turn.
      assertThat(outcome.usage().modelCalls()).isEqualTo(4);
      assertThat(outcome.usage().toolCalls()).isEqualTo(3);
      assertThat(outcome.usage().tokens().total()).isEqualTo(60);
      assertThat(outcome.usage().models()).containsExactly("host:model");
    }
  }

  @Test
  void itStopsWhenItsTokensAreSpent() throws Exception {
    try (Scene scene = endless().with(tool).limits(limits -> limits.withMaxTokens(60))) {
      Outcome outcome = scene.ask();

      assertStopped(
          outcome,
          StopReason.BUDGET,
          "the run may use 60 tokens and has used 45; the next call needs about 61 tokens");
      assertThat(outcome.usage().modelCalls()).isEqualTo(4);
    }
  }

  @Test
  void itStopsWhenItsToolCallsAreSpentAndTheToolIsNotCalled() throws Exception {
    try (Scene scene = endless().with(tool).limits(limits -> limits.withMaxToolCalls(2))) {
      assertStopped(
          scene.ask(), StopReason.BUDGET, "the run may make 2 tool calls and has made them");
      assertThat(tool.calls()).hasSize(2);
    }
  }

  @Test
  void noneOfSeveralCallsAtOnceIsMadeBeyondTheLimit() throws Exception {
    try (Scene scene =
        Scene.script(calls("tool", "{}", "tool", "{}", "tool", "{}"), say("never"))
            .with(tool)
            .limits(limits -> limits.withMaxToolCalls(2))) {
      assertThat(scene.ask()).isInstanceOf(Stopped.class);
      assertThat(tool.calls()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void theHostsBudgetCountsForAllRuns() throws Exception {
    LimitedBudget budget = LimitedBudget.of("the host", Cost.UNLIMITED.withModelCalls(3));
    try (Scene scene = Scene.script(say("fine")).built(builder -> builder.budget(budget))) {
      for (int i = 0; i < 3; i++) {
        assertThat(scene.ask()).isInstanceOf(Outcome.Answered.class);
      }

      assertStopped(
          scene.ask(), StopReason.BUDGET, "the host may make 3 model calls and has made them");
      assertThat(budget.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(3, 0, 45));
    }
  }

  @Test
  void itStopsAtItsDeadlineDuringATool() throws Exception {
    RecordingTool stuck =
        tool.doing((arguments, context) -> {
          new CountDownLatch(1).await();
          return new ToolResult.Ok("never");
        });
    try (Scene scene =
        endless().with(stuck).limits(limits -> limits.withTimeout(Duration.ofMillis(80)))) {
      assertStopped(
          scene.ask(),
          StopReason.DEADLINE,
          "the run was active for PT0.08S, the most that limits.timeout allows");
    }
  }

  @Test
  void itStopsAtItsDeadlineDuringAModelCall() throws Exception {
    ChatModel stuck =
        new ChatModel() {
          @Override
          public dev.langchain4j.model.chat.response.ChatResponse doChat(
              dev.langchain4j.model.chat.request.ChatRequest request) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("interrupted");
          }
        };
    try (Scene scene =
        Scene.script()
            .built(builder -> builder.model(stuck))
            .limits(limits -> limits.withTimeout(Duration.ofMillis(80)))) {
      assertThat(scene.ask())
          .isInstanceOfSatisfying(
              Stopped.class,
              stopped -> assertThat(stopped.reason()).isEqualTo(StopReason.DEADLINE));
    }
  }
}

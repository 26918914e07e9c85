package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.LoopLimits;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.identity.Principal;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelRequest;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.testkit.StoppingJournal.When;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A run that may not go on has a last word, without tools, and then says why it stopped. */
class ClosingTurnTest {
  private final RecordingTool tool = RecordingTool.named("tool");
  private final AtomicInteger counter = new AtomicInteger();

  /** Calls the tool, each time otherwise, as long as it has one. */
  private Scene counting(UnaryOperator<Limits> limits) {
    return Scene.model(
            ScriptedModel.answering(request ->
                request.toolSpecifications().isEmpty()
                    ? say("I got as far as " + results(request).size())
                    : call("tool", "{\"text\":\"" + counter.incrementAndGet() + "\"}")))
        .with(tool)
        .limits(limits);
  }

  private static Stopped stopped(Outcome outcome, StopReason reason) {
    assertThat(outcome).isInstanceOf(Stopped.class);
    Stopped stopped = (Stopped) outcome;
    assertThat(stopped.reason()).as(stopped.detail()).isEqualTo(reason);
    return stopped;
  }

  @Test
  void itAnswersWithWhatItHasWhenItsTokensAreSpent() throws Exception {
    try (Scene scene = counting(limits -> limits.withMaxTokens(60))) {
      Stopped stopped = stopped(scene.ask(), StopReason.BUDGET);

      assertThat(stopped.detail()).startsWith("the run may use 60 tokens and has used 45");
      assertThat(stopped.closing()).isEqualTo("I got as far as 3");
      assertThat(stopped.text())
          .isEqualTo("stopped (BUDGET): " + stopped.detail() + "\n\nI got as far as 3");
      assertThat(stopped.usage().modelCalls()).isEqualTo(4);
      assertThat(scene.lastMessages().getLast())
          .isEqualTo(
              UserMessage.from(
                  "You cannot go on: "
                      + stopped.detail()
                      + ". You have no tools any more. Answer now with what you have found out, and say what is"
                      + " missing."));
    }
  }

  @Test
  void itAnswersWithWhatItHasAtTheStepLimit() throws Exception {
    try (Scene scene = counting(limits -> limits.withMaxSteps(2))) {
      Stopped stopped = stopped(scene.ask(), StopReason.STEP_LIMIT);

      assertThat(stopped.closing()).isEqualTo("I got as far as 2");
      assertThat(stopped.usage().modelCalls()).isEqualTo(3);
    }
  }

  @Test
  void aToolThatMayNotBeCalledIsToldAndTheOthersOfTheStepAreDone() throws Exception {
    try (Scene scene =
        Scene.model(
                ScriptedModel.answering(request ->
                    request.toolSpecifications().isEmpty()
                        ? say("Two of three")
                        : calls("tool", "{}", "tool", "{}", "tool", "{}")))
            .with(tool)
            .limits(limits -> limits.withMaxToolCalls(2))) {
      Stopped stopped = stopped(scene.ask(), StopReason.BUDGET);

      assertThat(stopped.detail()).isEqualTo("the run may make 2 tool calls and has made them");
      assertThat(stopped.closing()).isEqualTo("Two of three");
      assertThat(scene.told())
          .containsExactly(
              "tool:", "tool:", "ERROR BUDGET: the run may make 2 tool calls and has made them");
      assertThat(stopped.usage().toolCalls()).isEqualTo(2);
      assertThat(tool.calls()).hasSize(2);
    }
  }

  @Test
  void aModelThatHasNothingToSayLeavesNothing() throws Exception {
    try (Scene scene =
        Scene.model(ScriptedModel.answering(request -> call("tool", "{}")))
            .with(tool)
            .limits(limits -> limits.withMaxSteps(1))) {
      Stopped stopped = stopped(scene.ask(), StopReason.STEP_LIMIT);

      assertThat(stopped.closing()).isEmpty();
      assertThat(tool.calls()).hasSize(1);
    }
  }

  @Test
  void aModelThatFailsInTheClosingTurnDoesNotChangeTheReason() throws Exception {
    try (Scene scene =
        Scene.model(
                ScriptedModel.answering(request -> {
                  if (request.toolSpecifications().isEmpty()) {
                    throw new IllegalStateException("out of order");
                  }
                  return call("tool", "{}");
                }))
            .with(tool)
            .limits(limits -> limits.withMaxSteps(1))) {
      Stopped stopped = stopped(scene.ask(), StopReason.STEP_LIMIT);

      assertThat(stopped.closing()).isEmpty();
      assertThat(stopped.usage().modelCalls()).isEqualTo(2);
    }
  }

  @Test
  void withoutAnyAnswerBeforeThereIsNoClosingTurn() throws Exception {
    try (Scene scene = counting(limits -> limits.withMaxTokens(5))) {
      Stopped stopped = stopped(scene.ask(), StopReason.BUDGET);

      assertThat(stopped.detail()).contains("the run may use 5 tokens and has used 0");
      assertThat(stopped.closing()).isEmpty();
      assertThat(scene.requests()).isEmpty();
    }
  }

  @Test
  void theClosingTurnDoesNotOverspendTheHost() throws Exception {
    try (Scene scene =
        counting(limits -> limits)
            .built(builder -> builder.budget(Allowance.inAll(Cost.UNLIMITED.withModelCalls(4))))) {
      Stopped stopped = stopped(scene.ask(), StopReason.BUDGET);

      assertThat(stopped.closing()).isEqualTo("I got as far as 3");
      assertThat(scene.requests()).hasSize(4);

      assertThat(stopped(scene.ask(), StopReason.BUDGET).closing()).isEmpty();
      assertThat(scene.requests()).hasSize(4);
    }
  }

  @Test
  void aReasonerThatDoesNotHandleItStopsAllTheSame() throws Exception {
    try (Scene scene =
        Scene.model(ScriptedModel.answering(request -> say("again")))
            .built(builder ->
                builder.reasoner(
                    Scene.reasoner(
                        "endless",
                        (task, effects) -> {
                          while (true) {
                            effects.perform(
                                new Effect.CallModel(
                                    List.of(),
                                    ModelRequest.of(Conversation.of(UserMessage.from("?")))));
                          }
                        })))
            .defined(builder -> builder.type("endless"))
            .limits(limits -> limits.withMaxSteps(3))) {
      Stopped stopped = stopped(scene.ask(), StopReason.BUDGET);

      assertThat(stopped.detail()).isEqualTo("the run may make 3 model calls and has made them");
      assertThat(scene.requests()).hasSize(3);
    }
  }

  @Test
  void thereIsOneClosingTurnAndNoMore() throws Exception {
    List<String> refusals = new ArrayList<>();
    Effect.CallModel closing =
        Effect.CallModel.closing(
            List.of(), ModelRequest.of(Conversation.of(UserMessage.from("Last?"))));
    try (Scene scene =
        Scene.model(ScriptedModel.answering(request -> say("word")))
            .built(builder ->
                builder.reasoner(
                    Scene.reasoner(
                        "talkative",
                        (task, effects) -> {
                          effects.perform(new Effect.CallModel(List.of(), closing.request()));
                          String last = effects.perform(closing).message().text();
                          try {
                            effects.perform(closing);
                          } catch (EffectException e) {
                            refusals.add(e.kind() + ": " + e.getMessage());
                          }
                          return last;
                        })))
            .defined(builder -> builder.type("talkative"))
            .limits(limits -> limits.withMaxSteps(1))) {
      assertThat(scene.ask().text()).isEqualTo("word");

      assertThat(refusals).containsExactly("BUDGET: the run has had its closing turn");
      assertThat(scene.requests()).hasSize(2);
    }
  }

  @Test
  void aRunThatGoesInCirclesIsToldAndThenStopped() throws Exception {
    List<Integer> told = new ArrayList<>();
    try (Scene scene =
        Scene.model(
                ScriptedModel.answering(request -> {
                  if (request.messages().getLast() instanceof ToolExecutionResultMessage result
                      && result.text().contains("the result was the same each time")) {
                    told.add(results(request).size());
                  }
                  return request.toolSpecifications().isEmpty()
                      ? say("It is always the same")
                      : call("tool", "{}");
                }))
            .with(tool)) {
      Stopped stopped = stopped(scene.ask(), StopReason.LOOP);

      assertThat(tool.calls()).hasSize(6);
      assertThat(told).containsExactly(3, 4, 5);
      assertThat(stopped.closing()).isEqualTo("It is always the same");
      assertThat(stopped.detail()).contains("'tool' was called 6 times");
    }
  }

  @Test
  void goingInCirclesMayBeAllowed() throws Exception {
    try (Scene scene =
        Scene.model(
                ScriptedModel.answering(
                    request -> results(request).size() < 12 ? call("tool", "{}") : say("at last")))
            .with(tool)
            .limits(limits -> limits.withLoop(LoopLimits.OFF))) {
      assertThat(scene.ask()).isInstanceOf(Answered.class);
      assertThat(scene.told()).containsOnly("tool:");
    }
  }

  @Test
  void stoppedAtAnyRecordItComesToTheSameEnd() throws Exception {
    StoppingJournal counting = StoppingJournal.never(new HeapJournal());
    Stopped expected = (Stopped) first(counting);
    assertThat(expected.closing()).isEqualTo("I got as far as 3");
    for (When when : When.values()) {
      for (int append = 2; append < counting.appends(); append++) {
        HeapJournal journal = new HeapJournal();
        first(StoppingJournal.at(append, when, journal));
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        try (AgentRuntime next = process(journal, ended)) {
          next.agent(AGENT);
          Stopped outcome = (Stopped) ended.get(20, TimeUnit.SECONDS);

          assertThat(outcome.text()).as("%s %d", when, append).isEqualTo(expected.text());
          // What was answered and not recorded is paid twice; what was recorded is counted once.
          assertThat(outcome.usage().modelCalls()).isEqualTo(expected.usage().modelCalls());
          assertThat(outcome.usage().toolCalls()).isEqualTo(expected.usage().toolCalls());
          assertThat(outcome.usage().tokens()).isEqualTo(expected.usage().tokens());
        }
      }
    }
  }

  private static final AgentDefinition AGENT =
      AgentDefinition.builder("Counter")
          .tools("tool")
          .limits(Limits.STANDARD.withMaxToolCalls(2))
          .build();

  private Outcome first(Journal journal) throws Exception {
    try (AgentRuntime runtime = process(journal, new CompletableFuture<>())) {
      return runtime
          .agent(AGENT)
          .session("s", Principal.SHARED)
          .start("Go")
          .await(Duration.ofSeconds(20))
          .orElseThrow();
    }
  }

  private static AgentRuntime process(Journal journal, CompletableFuture<Outcome> ended) {
    return AgentRuntime.builder()
        .journal(journal)
        .model(
            ScriptedModel.answering(request ->
                request.toolSpecifications().isEmpty()
                    ? say("I got as far as " + results(request).size())
                    : call("tool", "{\"text\":\"" + results(request).size() + "\"}")))
        .tool(RecordingTool.named("tool").with(ToolTraits.READS))
        .listener(event -> {
          if (event instanceof RunEvent.Ended end) {
            ended.complete(end.outcome());
          }
        })
        .build();
  }
}

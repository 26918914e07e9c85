package dev.retinue.history;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.model.ModelReply;
import dev.retinue.model.Tokens;
import dev.retinue.reasoner.Task;
import dev.retinue.run.Eventually;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.Scene;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.tool.ToolTraits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeTravelTest {
  private static final AgentDefinition CLERK =
      AgentDefinition.builder("Clerk").tools("look", "pay").build();
  private static final Address SECOND_MODEL_CALL = new Address("3.0");
  private static final Address PAYMENT = new Address("4.0");

  private final RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);
  private final RecordingTool pay =
      RecordingTool.named("pay").with(ToolTraits.touching(AccessClass.SPEND));
  private final ConversationMemory memory = new ConversationMemory();
  private AgentRuntime runtime;
  private Run run;

  /** Looks twice, pays by what it saw, and tells what it was told. */
  private static AiMessage next(ChatRequest request) {
    List<String> told = results(request).stream().map(ToolExecutionResultMessage::text).toList();
    return switch (told.size()) {
      case 0 -> calls("look", "{\"text\":\"price\"}", "look", "{\"text\":\"stock\"}");
      case 2 -> call("pay", "{\"text\":\"" + told.getFirst() + "\"}");
      default -> say("Told: " + told);
    };
  }

  private AgentRuntime.Builder world() {
    return AgentRuntime.builder()
        .model(ScriptedModel.answering(TimeTravelTest::next))
        .model("other:model", ScriptedModel.answering(request -> say("The other model's answer")))
        .memory(memory)
        .tool(look)
        .tool(pay);
  }

  @BeforeEach
  void runOnce() throws Exception {
    runtime = world().build();
    run = runtime.agent(CLERK).start("Buy it");
    assertThat(run.await().text()).isEqualTo("Told: [look:price, look:stock, pay:look:price]");
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private TimeTravel travel() {
    return runtime.timeTravel();
  }

  @Nested
  @DisplayName("a state")
  class States {
    @Test
    void holdsTheConversationAsTheModelSawIt() {
      RunState state = travel().stateAt(run.id(), SECOND_MODEL_CALL);

      assertThat(state.messages()).hasSize(5);
      assertThat(state.toString())
          .contains("system: You are Clerk.")
          .contains("user: Buy it")
          .contains("model:  [look {\"text\":\"price\"}] [look {\"text\":\"stock\"}]")
          .contains("tool look: look:price")
          .contains("tool look: look:stock");
      assertThat(state.asked()).containsInstanceOf(Effect.CallModel.class);
      assertThat(state.seen()).hasSize(4);
      assertThat(state.tokens()).isEqualTo(new Tokens(10, 5, 0));
      assertThat(state.modelCalls()).isEqualTo(1);
      assertThat(state.toolCalls()).isEqualTo(2);
    }

    @Test
    void beforeAToolCallHoldsWhatWasAboutToBeCalled() {
      RunState state = travel().stateAt(run.id(), PAYMENT);

      assertThat(state.asked()).contains(new Effect.CallTool("pay", "{\"text\":\"look:price\"}"));
      assertThat(state.request()).isPresent();
    }

    @Test
    void performsNothing() {
      int before = look.calls().size() + pay.calls().size();
      travel().stateAt(run.id(), new Address("5.0"));
      travel().replay(run.id());

      assertThat(look.calls().size() + pay.calls().size()).isEqualTo(before);
    }

    @Test
    void ofNoSuchStepIsSaidWithThoseThereAre() {
      assertThatThrownBy(() -> travel().stateAt(run.id(), new Address("44.0")))
          .isInstanceOf(HistoryException.class)
          .hasMessage(
              "run "
                  + run.id()
                  + " has no effect at 44.0; it has 0.0, 1.0, 2.0, 2.1, 3.0, 4.0, 5.0, 6.0, 7.0");
    }
  }

  @Nested
  @DisplayName("a replay")
  class Replays {
    @Test
    void ofTheSameCodeIsTheSame() {
      assertThat(travel().replay(run.id())).isEqualTo(new Replay.Same(7));
    }

    @Test
    void ofAChangedDefinitionStopsAtTheFirstMessageThatDiffers() {
      AgentDefinition changed =
          AgentDefinition.builder("Clerk").tools("look", "pay").instructions("Be thrifty.").build();

      Replay replay = travel().replay(run.id(), changed);

      assertThat(replay)
          .isInstanceOfSatisfying(
              Replay.Diverged.class,
              diverged -> {
                Divergence divergence = diverged.divergence();
                assertThat(divergence.address()).isEqualTo(new Address("1.0"));
                assertThat(divergence.where()).isEqualTo("message 1 of 2 then and 2 now");
                assertThat(divergence.recorded())
                    .startsWith("system: You are Clerk.")
                    .doesNotContain("thrifty");
                assertThat(divergence.now())
                    .startsWith("system: You are Clerk.")
                    .contains("Be thrifty.");
                assertThat(divergence.toString())
                    .contains("recorded: system:")
                    .contains("now:      system:");
              });
    }

    @Test
    void ofChangedCodeShowsBothRequestsEvenWhereTheOldCodeIsGone() throws Exception {
      assertThat(replayed(walking("left"), walking("right")).toString())
          .contains("diverges at 0.0, the effect")
          .contains("\"tool\":\"look\",\"arguments\":\"{\\\"text\\\":\\\"left\\\"}\"")
          .contains("\"tool\":\"look\",\"arguments\":\"{\\\"text\\\":\\\"right\\\"}\"");
    }

    @Test
    void thatEndsOtherwiseSaysHow() throws Exception {
      assertThat(replayed((task, effects) -> "yes", (task, effects) -> "no"))
          .isEqualTo(new Replay.EndedOtherwise("yes", "no"));
    }

    private static BiFunction<Task, Effects, String> walking(String where) {
      return (task, effects) ->
          effects.perform(new Effect.CallTool("look", "{\"text\":\"" + where + "\"}")).text();
    }

    /** A run of the code as it was, replayed by the code of the next process. */
    private Replay replayed(
        BiFunction<Task, Effects, String> then, BiFunction<Task, Effects, String> now)
        throws Exception {
      HeapJournal journal = new HeapJournal();
      AgentDefinition definition =
          AgentDefinition.builder("Walker").type("walk").tools("look").build();
      String id;
      try (AgentRuntime before = process(journal, then)) {
        Run walk = before.agent(definition).start("Go");
        walk.await();
        id = walk.id();
      }
      try (AgentRuntime after = process(journal, now)) {
        after.agent(definition);
        return after.timeTravel().replay(id);
      }
    }

    private AgentRuntime process(HeapJournal journal, BiFunction<Task, Effects, String> code) {
      return world().journal(journal).home(home).reasoner(Scene.reasoner("walk", code)).build();
    }

    @TempDir Path home;
  }

  @Nested
  @DisplayName("a fork")
  class Forks {
    @Test
    void goesOnLiveFromItsStep() throws Exception {
      Run fork = travel().fork(run.id(), PAYMENT, Variation.live());

      assertThat(fork.await().text()).isEqualTo("Told: [look:price, look:stock, pay:look:price]");
      assertThat(look.calls()).as("the shared steps are not performed again").hasSize(2);
      assertThat(pay.calls()).hasSize(2);
      assertThat(fork.id()).isNotEqualTo(run.id());
      RunHistory history = runtime.history(fork.id());
      assertThat(history.asked().fork()).isEqualTo(new RunHistory.ForkedFrom(run.id(), "4.0"));
      assertThat(history.steps()).hasSize(7);
    }

    @Test
    void withAnotherResultGoesOnFromThere() throws Exception {
      Run fork =
          travel()
              .fork(
                  run.id(),
                  new Address("2.0"),
                  Variation.recorded().withResult(new ToolResult.Ok("99 EUR")));

      assertThat(fork.await().text())
          .isEqualTo(
              "Told: [99 EUR, look:stock, ERROR NOT_PERFORMED: this is a rehearsal, in which 'pay' is not called with"
                  + " these arguments: nothing is recorded for them]");
      assertThat(pay.calls()).as("nothing is paid in a rehearsal").hasSize(1);
      assertThat(look.calls()).hasSize(2);
    }

    @Test
    void thatGoesOnRecordedRepeatsTheRunWithoutPerformingIt() throws Exception {
      Run fork = travel().fork(run.id(), SECOND_MODEL_CALL, Variation.recorded());

      assertThat(fork.await().text()).isEqualTo("Told: [look:price, look:stock, pay:look:price]");
      assertThat(pay.calls()).hasSize(1);
    }

    @Test
    void thatIsMockedAsksTheHost() throws Exception {
      Run fork =
          travel()
              .fork(
                  run.id(),
                  new Address("2.1"),
                  Variation.mocked(call ->
                      call.tool().equals("pay")
                          ? Optional.of(new ToolResult.Ok("pretended " + call.arguments()))
                          : Optional.empty()));

      assertThat(fork.await().text())
          .isEqualTo("Told: [look:price, look:stock, pretended {\"text\":\"look:price\"}]");
      assertThat(pay.calls()).hasSize(1);
      assertThat(look.calls()).as("a tool that only reads runs").hasSize(3);
    }

    @Test
    void withAnotherModelAsksThatOne() throws Exception {
      Run fork =
          travel()
              .fork(run.id(), SECOND_MODEL_CALL, Variation.live().withModels(CLERK, "other:model"));

      assertThat(fork.await().text()).isEqualTo("The other model's answer");
      assertThat(runtime.history(fork.id()).definition().orElseThrow().llm()).hasSize(1);
      assertThat(runtime.agent("clerk").orElseThrow().definition()).isEqualTo(CLERK);
    }

    @Test
    void withAnotherReplyOfTheModelDoesWhatThatSays() throws Exception {
      Run fork =
          travel()
              .fork(
                  run.id(),
                  SECOND_MODEL_CALL,
                  Variation.live()
                      .withResult(
                          new ModelReply(say("I will not pay."), "a person", Tokens.NONE, "stop")));

      assertThat(fork.await().text()).isEqualTo("I will not pay.");
      assertThat(pay.calls()).hasSize(1);
    }

    @Test
    void withAnotherInputKeepsTheResultsOfTheSharedSteps() throws Exception {
      Run fork =
          travel().fork(run.id(), SECOND_MODEL_CALL, Variation.recorded().withInput("Buy nothing"));
      fork.await();

      assertThat(travel().stateAt(fork.id(), SECOND_MODEL_CALL).toString())
          .contains("user: Buy nothing")
          .contains("tool look: look:price");
      assertThat(look.calls()).hasSize(2);
    }

    @Test
    void isNotRememberedUnlessAsked() throws Exception {
      travel().fork(run.id(), PAYMENT, Variation.recorded()).await();
      Run remembered = travel().fork(run.id(), PAYMENT, Variation.recorded().withMemory());
      remembered.await();

      assertThat(runtime.history(remembered.id()).steps().getLast().effect()).isEqualTo("Remember");
      assertThat(
              runtime
                  .agent(CLERK)
                  .session(run.scope().session(), run.scope().principal())
                  .start("And now?")
                  .await())
          .isInstanceOf(Outcome.Answered.class);
      RunHistory next = runtime.history(runtime.agent(CLERK).history().getFirst().run());
      assertThat(next.steps().getFirst().ending().toString())
          .as("the run itself and the fork that was to be remembered")
          .containsOnlyOnce(remembered.id())
          .containsOnlyOnce("\"" + run.id() + "\"");
    }

    @Test
    void refusesAResultOfAnotherKind() {
      assertThatThrownBy(
              () -> travel().fork(run.id(), PAYMENT, Variation.live().withResult("paid")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the effect at 4.0 is a CallTool and gives a ToolResult, not a String");
    }

    @Test
    void refusesTheDefinitionOfAnotherAgent() {
      assertThatThrownBy(() ->
              travel()
                  .fork(
                      run.id(),
                      PAYMENT,
                      Variation.live().withDefinition(AgentDefinition.builder("Other").build())))
          .hasMessageContaining("is of agent 'clerk' and cannot go on as agent 'other'");
    }

    @Test
    void ofAForkKnowsWhereItCameFrom() throws Exception {
      Run first = travel().fork(run.id(), PAYMENT, Variation.recorded());
      first.await();
      Run second = travel().fork(first.id(), SECOND_MODEL_CALL, Variation.recorded());
      second.await();

      assertThat(runtime.history(second.id()).asked().fork())
          .isEqualTo(new RunHistory.ForkedFrom(first.id(), "3.0"));
      assertThat(pay.calls()).hasSize(1);
    }
  }

  @Nested
  @DisplayName("a fork that meets the next process")
  class Resumed {
    private final HeapJournal journal = new HeapJournal();
    private final AgentDefinition asker =
        AgentDefinition.builder("Asker").type("ask").tools("pay").build();

    private AgentRuntime process(Journal over) {
      return world()
          .journal(over)
          .reasoner(
              Scene.reasoner(
                  "ask",
                  (task, effects) -> {
                    String answer = effects.perform(new Effect.AskHuman("Pay?")).text();
                    return effects
                        .perform(new Effect.CallTool("pay", "{\"text\":\"" + answer + "\"}"))
                        .text();
                  }))
          .build();
    }

    @Test
    void stillPerformsNothingWhenTheHostWhoAnsweredIsGone() throws Exception {
      String fork;
      try (AgentRuntime first = process(journal)) {
        Run origin = first.agent(asker).start("Go");
        first.answer(Eventually.pending(first, origin), "yes");
        assertThat(origin.await().text()).isEqualTo("pay:yes");
        Run forked =
            first
                .timeTravel()
                .fork(
                    origin.id(),
                    new Address("0.0"),
                    Variation.mocked(call -> Optional.of(new ToolResult.Ok("pretended"))));
        Eventually.pending(first, forked);
        fork = forked.id();
      }
      int paid = pay.calls().size();
      try (AgentRuntime next = process(journal)) {
        next.agent(asker);
        Run forked = next.run(fork).orElseThrow();
        next.answer(Eventually.pending(next, forked), "maybe");

        assertThat(forked.await().text()).startsWith("ERROR NOT_PERFORMED: this is a rehearsal");
        assertThat(pay.calls()).hasSize(paid);
      }
    }

    @Test
    void isForgottenIfItWasNotWhollyMade() throws Exception {
      StoppingJournal counting = StoppingJournal.never(new HeapJournal());
      try (AgentRuntime first = process(counting)) {
        first.agent(CLERK).ask("Buy it");
      }
      // Dies three records into the fork: its start, and two of what it shares.
      StoppingJournal dying =
          StoppingJournal.at(counting.appends() + 3, StoppingJournal.When.AFTER_WRITING, journal);
      try (AgentRuntime first = process(dying)) {
        Run origin = first.agent(CLERK).start("Buy it");
        origin.await();
        assertThatThrownBy(() -> first.timeTravel().fork(origin.id(), PAYMENT, Variation.live()))
            .isInstanceOf(JournalException.class);
      }
      assertThat(journal.runs()).hasSize(1);
      int looked = look.calls().size();
      try (AgentRuntime next = process(journal)) {
        next.agent(CLERK);

        assertThat(next.agent(CLERK).runs()).isEmpty();
      }
      assertThat(journal.runs()).isEmpty();
      assertThat(look.calls()).as("what it should have shared is not performed").hasSize(looked);
    }
  }

  @Nested
  @DisplayName("a comparison")
  class Comparisons {
    @Test
    void ofARunWithItselfHasNoDifference() {
      assertThat(travel().compare(run.id(), run.id()).divergence()).isEmpty();
    }

    @Test
    void saysWhereRunsPartAndWhatTheyUsed() throws Exception {
      Run fork =
          travel()
              .fork(run.id(), SECOND_MODEL_CALL, Variation.live().withModels(CLERK, "other:model"));
      fork.await();
      Comparison comparison = travel().compare(run.id(), fork.id());

      assertThat(comparison.columns())
          .extracting(Comparison.Column::toolCalls)
          .containsExactly(3L, 2L);
      assertThat(comparison.divergence()).map(Comparison.Difference::address).contains("3.0");
      assertThat(comparison.toString())
          .containsPattern("run +" + run.id() + " +" + fork.id())
          .containsPattern("tool calls +3 +2")
          .contains("parts at 3.0")
          .contains("The other model's answer");
    }
  }
}

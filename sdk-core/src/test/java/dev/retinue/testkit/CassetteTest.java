package dev.retinue.testkit;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.run.Outcome;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.Cassette.Mode;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassetteTest {
  private static final AgentDefinition CLERK =
      AgentDefinition.builder("Clerk").tools("look", "send").build();
  private static final String QUESTION = "Where is the offer?";

  @TempDir Path folder;
  private final RecordingTool look =
      RecordingTool.named("look")
          .with(ToolTraits.READS)
          .doing((arguments, context) ->
              new ToolResult.Ok(
                  "looked at " + context.now() + "\nin run " + context.scope().run()));
  private final RecordingTool send = RecordingTool.named("send");
  private final AtomicInteger modelCalls = new AtomicInteger();

  private Path file() {
    return folder.resolve("offer.yaml");
  }

  private AgentRuntime.Builder world(AiMessage... script) {
    ScriptedModel model = ScriptedModel.turn(script);
    return AgentRuntime.builder()
        .model(
            ScriptedModel.answering(request -> {
              modelCalls.incrementAndGet();
              return model.doChat(request).aiMessage();
            }))
        .memory(new ConversationMemory())
        .tool(look)
        .tool(send);
  }

  private AgentRuntime.Builder world() {
    return world(
        calls("look", "{\"text\":\"mail\"}", "look", "{\"text\":\"files\"}"),
        call("send", "{\"text\":\"it\"}"),
        say("Sent."));
  }

  private Outcome run(Tape tape, AgentRuntime.Builder world, String question)
      throws InterruptedException {
    try (AgentRuntime runtime = tape.on(world).build()) {
      return runtime.agent(CLERK).ask(question);
    }
  }

  private Outcome record() throws InterruptedException {
    Tape tape = Tape.open(file(), Mode.RECORD);
    Outcome outcome = run(tape, world(), QUESTION);
    tape.end();
    return outcome;
  }

  @Nested
  @DisplayName("replayed")
  class Replayed {
    @Test
    void itAnswersForModelsToolsAndMemoryAndPerformsNothing() throws Exception {
      Outcome recorded = record();
      int callsOfModels = modelCalls.get();
      int callsOfTools = look.calls().size() + send.calls().size();

      Tape tape = Tape.open(file(), Mode.AUTO);
      // No model, and no tool that would do anything.
      Outcome replayed = run(tape, AgentRuntime.builder().tool(look).tool(send), QUESTION);
      tape.end();

      assertThat(tape.isRecording()).isFalse();
      assertThat(replayed).isInstanceOf(Outcome.Answered.class);
      assertThat(replayed.text()).isEqualTo(recorded.text()).isEqualTo("Sent.");
      assertThat(replayed.usage().tokens()).isEqualTo(recorded.usage().tokens());
      assertThat(replayed.usage().modelCalls()).isEqualTo(recorded.usage().modelCalls());
      assertThat(replayed.usage().toolCalls()).isEqualTo(recorded.usage().toolCalls());
      assertThat(modelCalls).hasValue(callsOfModels);
      assertThat(look.calls().size() + send.calls().size()).isEqualTo(callsOfTools);
    }

    @Test
    void itTellsTheFirstMessageThatDiffersWithFileAndLine() throws Exception {
      record();
      Tape tape = Tape.open(file(), Mode.REPLAY);

      run(tape, AgentRuntime.builder().tool(look).tool(send), "Where is the bill?");

      assertThat(tape.divergence()).isPresent();
      assertThatThrownBy(tape::end)
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith(
              file() + ":" + lineOf("at: '0.0'") + ": the run asks something else at 0.0:")
          .hasMessageContaining("recorded: Recall")
          .hasMessageContaining("Where is the offer?")
          .hasMessageContaining("now:      Recall")
          .hasMessageContaining("Where is the bill?");
    }

    @Test
    void itShowsWhichMessageOfAConversationIsAnother() throws Exception {
      record();
      Tape tape = Tape.open(file(), Mode.REPLAY);
      try (AgentRuntime runtime = tape.on(AgentRuntime.builder().tool(look).tool(send)).build()) {
        runtime
            .agent(
                AgentDefinition.builder("Clerk")
                    .tools("look", "send")
                    .instructions("Be brief.")
                    .build())
            .ask(QUESTION);
      }

      assertThatThrownBy(tape::end)
          .hasMessageStartingWith(file() + ":" + lineOf("at: '1.0'"))
          .hasMessageContaining("recorded: message 1 of 2: {\"system\":\"You are Clerk.")
          .hasMessageContaining("now:      message 1 of 2: {\"system\":\"You are Clerk.")
          .hasMessageContaining("Be brief.")
          .hasMessageEndingWith(
              "Record again with -Dretinue.cassette=record if this is as it should be.");
    }

    @Test
    void itFailsWhenTheRunEndsBeforeTheRecording() throws Exception {
      record();
      Tape tape = Tape.open(file(), Mode.REPLAY);

      assertThatThrownBy(tape::end)
          .hasMessage(
              file()
                  + ":"
                  + lineOf("agent: clerk")
                  + ": a run of agent 'clerk' is recorded and was not started");
    }

    @Test
    void itFailsWhenThereAreMoreRunsThanRecorded() throws Exception {
      record();
      Tape tape = Tape.open(file(), Mode.REPLAY);
      run(tape, AgentRuntime.builder().tool(look).tool(send), QUESTION);
      Outcome second = run(tape, AgentRuntime.builder().tool(look).tool(send), QUESTION);

      assertThat(second).isInstanceOf(Outcome.Failed.class);
      assertThatThrownBy(tape::end)
          .hasMessageContaining("no further run of agent 'clerk' is recorded, and one was started");
    }

    private int lineOf(String text) throws IOException {
      var lines = Files.readAllLines(file());
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(text)) {
          return i + 1;
        }
      }
      throw new AssertionError("no line holds " + text);
    }
  }

  @Nested
  @DisplayName("recorded")
  class Recorded {
    @Test
    void itIsTheSameFileEachTime() throws Exception {
      record();
      String first = withoutTimes();
      record();

      assertThat(withoutTimes()).isEqualTo(first);
      assertThat(first)
          .contains("effect: CallTool")
          .contains("session: '{session}'")
          .contains("in run {run}")
          .contains("after: 2");
    }

    private String withoutTimes() throws IOException {
      return Files.readString(file()).replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>");
    }

    @Test
    void whatDiffersBetweenTimesStandsAsItsName(@TempDir Path then, @TempDir Path now)
        throws Exception {
      Tape tape = Tape.open(file(), Mode.RECORD).replacing(then.toString(), "data");
      run(tape, world(say("It is in " + then)), "What is in " + then + "?");
      tape.end();
      assertThat(Files.readString(file())).contains("{data}").doesNotContain(then.toString());

      Tape replay = Tape.open(file(), Mode.REPLAY).replacing(now.toString(), "data");
      Outcome replayed = run(replay, world(), "What is in " + now + "?");
      replay.end();

      assertThat(replayed.text()).isEqualTo("It is in " + now);
    }

    @Test
    void aFailureIsToldAgain() throws Exception {
      Tape recording = Tape.open(file(), Mode.RECORD);
      Outcome recorded =
          run(
              recording,
              AgentRuntime.builder()
                  .model(
                      ScriptedModel.answering(request -> {
                        throw new IllegalStateException("no answer today");
                      }))
                  .tool(look)
                  .tool(send),
              QUESTION);
      recording.end();
      Tape tape = Tape.open(file(), Mode.REPLAY);
      Outcome replayed = run(tape, AgentRuntime.builder().tool(look).tool(send), QUESTION);
      tape.end();

      assertThat(recorded).isInstanceOf(Outcome.Failed.class);
      assertThat(replayed.text()).isEqualTo(recorded.text());
      assertThat(Files.readString(file())).contains("fails:").contains("no answer today");
    }
  }

  @Nested
  @DisplayName("a secret")
  class Secrets {
    private static final String VALUE = "planted-value-7f3a";
    private static final String KEY = "sk-abcdefghijklmnopqrstuvwx";

    @Test
    void isNotThereEncodedEither() throws Exception {
      String secret = "planted \"value\" 7f3a";
      String encoded =
          Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
      Tape tape = Tape.open(file(), Mode.RECORD).concealing(secret).concealing("pin4");
      try (AgentRuntime runtime =
          tape.on(AgentRuntime.builder().model(ScriptedModel.turn(say("You are " + encoded))))
              .build()) {
        runtime
            .agent(AgentDefinition.builder("Clerk").build())
            .ask("{\"text\":\"planted \\\"value\\\" 7f3a\"} and pin4");
      }
      tape.end();

      assertThat(Files.readString(file()))
          .contains("<secret>")
          .doesNotContain("planted", "7f3a", "pin4")
          .doesNotContain(encoded.substring(8, encoded.length() - 8));
    }

    @Test
    void isInTheFileNowhere() throws Exception {
      look.calls();
      RecordingTool leaking =
          RecordingTool.named("look")
              .with(ToolTraits.READS)
              .doing((arguments, context) ->
                  new ToolResult.Ok(
                      "config: "
                          + VALUE
                          + "\nAuthorization: Bearer abcdef123456\n{\"api_key\":\"hunter2hunter2\"}\nkey "
                          + KEY));
      Tape tape = Tape.open(file(), Mode.RECORD).concealing("held-elsewhere");
      try (AgentRuntime runtime =
          tape.on(
                  AgentRuntime.builder()
                      .secret("SOME_KEY", VALUE)
                      .model(
                          ScriptedModel.turn(
                              call("look", "{\"text\":\"" + VALUE + "\"}"),
                              say("It is " + VALUE + " and held-elsewhere")))
                      .tool(leaking)
                      .tool(send))
              .build()) {
        assertThat(runtime.agent(CLERK).ask("My password: opensesame!").text()).contains(VALUE);
      }
      tape.end();

      assertThat(Files.readString(file()))
          .contains("<secret>")
          .doesNotContain(VALUE)
          .doesNotContain(KEY)
          .doesNotContain("hunter2")
          .doesNotContain("abcdef123456")
          .doesNotContain("opensesame")
          .doesNotContain("held-elsewhere");
    }
  }

  @Nested
  @DisplayName("not there")
  class Absent {
    @Test
    void isSaidWithWhatToDo() {
      assertThatThrownBy(() -> Tape.open(file(), Mode.REPLAY))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "there is no cassette "
                  + file()
                  + "; run the test once with -Dretinue.cassette=record and commit the file");
    }

    @Test
    void orDamagedIsSaidWithTheLine() throws Exception {
      Files.writeString(
          file(), "format: 1\nruns:\n  - agent: clerk\n    effects:\n      - at: '0.0'\n");
      assertThatThrownBy(() -> Tape.open(file(), Mode.REPLAY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              file()
                  + ":5 is not a cassette: an effect says 'at' (a text), 'effect', and 'gives' or 'fails'");
      Files.writeString(file(), "hello: world\n");
      assertThatThrownBy(() -> Tape.open(file(), Mode.REPLAY))
          .hasMessage(file() + ":1 is not a cassette: it does not say 'format: 1'");
    }
  }

  @Test
  void whatAnAgentDelegatesIsPartOfTheDelegation() throws Exception {
    AgentDefinition boss = AgentDefinition.builder("Boss").type("boss").build();
    Tape tape = Tape.open(file(), Mode.RECORD);
    for (boolean again : new boolean[] {false, true}) {
      if (again) {
        tape.end();
        tape = Tape.open(file(), Mode.REPLAY);
      }
      try (AgentRuntime runtime =
          tape.on(
                  world()
                      .reasoner(
                          new dev.retinue.reasoner.Reasoner() {
                            @Override
                            public String type() {
                              return "boss";
                            }

                            @Override
                            public dev.retinue.reasoner.Conclusion reason(
                                dev.retinue.reasoner.Task task,
                                dev.retinue.effect.Effects effects) {
                              return new dev.retinue.reasoner.Conclusion.Answer(
                                  effects.perform(new Effect.Delegate("clerk", "Go")).text(),
                                  java.util.List.of());
                            }
                          }))
              .build()) {
        runtime.agent(CLERK);
        assertThat(runtime.agent(boss).ask("Go").text()).isEqualTo("Sent.");
      }
    }
    tape.end();
    assertThat(Files.readString(file())).contains("agent: boss").doesNotContain("- agent: clerk");
    assertThat(send.calls()).hasSize(1);
  }

  /** Recorded and kept with the sources: fails when what the runtime asks changes. */
  @Test
  @Cassette("clerk")
  void aTestTakesItsTapeFromTheAnnotation(Tape tape) throws Exception {
    Outcome outcome = run(tape, world(), QUESTION);

    assertThat(outcome.text()).isEqualTo("Sent.");
    assertThat(send.calls()).hasSize(tape.isRecording() ? 1 : 0);
  }

  /** Of a time when queries had no bounds, and what was recalled no support. */
  @Test
  @Cassette("clerk-of-an-earlier-version")
  void aTapeOfAnEarlierVersionIsReplayed(Tape tape) throws Exception {
    assertThat(run(tape, world(), QUESTION).text()).isEqualTo("Sent.");
    assertThat(send.calls()).isEmpty();
  }
}

package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.EffectClass;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.run.Outcome.InDoubt;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.testkit.StoppingJournal.When;
import dev.retinue.tool.ToolTraits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A process that dies between the intent and the result of a tool call. The journal of the run: 1
 * start, 2 the model, 3 the intent of the tool call, 4 its result.
 */
class InDoubtTest {
  private static final AgentDefinition AGENT =
      AgentDefinition.builder("Payer").tools("wire").memory(MemoryDefinition.Type.NONE).build();

  private final HeapJournal journal = new HeapJournal();
  private RecordingTool wire = RecordingTool.named("wire");
  private AgentDefinition afterwards = AGENT;

  private AgentRuntime process(Journal over, CompletableFuture<Outcome> ended) {
    return AgentRuntime.builder()
        .journal(over)
        .tool(wire)
        .model(
            ScriptedModel.answering(request ->
                request.messages().size() == 2
                    ? call("wire", "{\"text\":\"100\"}")
                    : say("Told: " + request.messages().getLast())))
        .listener(event -> {
          if (event instanceof RunEvent.Ended end) {
            ended.complete(end.outcome());
          }
        })
        .build();
  }

  private Outcome stopAndGoOn(int append, When when) throws Exception {
    try (AgentRuntime dying =
        process(StoppingJournal.at(append, when, journal), new CompletableFuture<>())) {
      assertThat(dying.agent(AGENT).ask("Pay")).isInstanceOf(Failed.class);
    }
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime next = process(journal, ended)) {
      next.agent(afterwards);
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Nested
  @DisplayName("an UNSAFE tool")
  class Unsafe {
    @Test
    void isNotRunAgainAndTheRunSaysWhichCallIsInDoubt() throws Exception {
      Outcome outcome = stopAndGoOn(4, When.BEFORE_WRITING);

      assertThat(wire.calls()).hasSize(1);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              InDoubt.class,
              doubt -> {
                assertThat(doubt.address()).isEqualTo("1.0");
                assertThat(doubt.effect()).contains("wire").contains("100");
                assertThat(doubt.key()).isEqualTo(wire.calls().getFirst().key());
                assertThat(doubt.text())
                    .startsWith("in doubt: nobody can tell whether")
                    .endsWith("happened; find out, then start again or go without");
              });
    }

    @Test
    void isInDoubtFromItsIntentOn() throws Exception {
      assertThat(stopAndGoOn(3, When.AFTER_WRITING)).isInstanceOf(InDoubt.class);
      assertThat(wire.calls()).isEmpty();
    }

    @Test
    void isRunWhenItsIntentWasNotWritten() throws Exception {
      assertThat(stopAndGoOn(3, When.BEFORE_WRITING)).isInstanceOf(Answered.class);
      assertThat(wire.calls()).hasSize(1);
    }

    @Test
    void isNotRunAgainWhenItsResultWasWritten() throws Exception {
      assertThat(stopAndGoOn(4, When.AFTER_WRITING)).isInstanceOf(Answered.class);
      assertThat(wire.calls()).hasSize(1);
    }
  }

  @Nested
  @DisplayName("a QUERYABLE tool")
  class Queryable {
    {
      wire = wire.with(ToolTraits.UNDECLARED.withEffectClass(EffectClass.QUERYABLE));
    }

    @Test
    void isAskedAndNotRunAgainWhenItHappened() throws Exception {
      Outcome outcome = stopAndGoOn(4, When.BEFORE_WRITING);

      assertThat(wire.calls()).hasSize(1);
      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(outcome.text()).contains("wire: it had happened");
    }

    @Test
    void isAskedAndRunWhenItDidNotHappen() throws Exception {
      assertThat(stopAndGoOn(3, When.AFTER_WRITING)).isInstanceOf(Answered.class);
      assertThat(wire.calls()).hasSize(1);
    }
  }

  @Nested
  @DisplayName("a tool that may run again")
  class Again {
    @Test
    void isGivenTheSameKey() throws Exception {
      for (EffectClass declared :
          new EffectClass[] {EffectClass.PURE, EffectClass.IDEMPOTENT, EffectClass.TRANSACTIONAL}) {
        wire = RecordingTool.named("wire").with(ToolTraits.UNDECLARED.withEffectClass(declared));

        int result = declared == EffectClass.PURE ? 3 : 4; // What is PURE has no intent.
        assertThat(stopAndGoOn(result, When.BEFORE_WRITING)).isInstanceOf(Answered.class);
        assertThat(wire.calls()).hasSize(2);
        assertThat(wire.calls().getFirst().key()).isEqualTo(wire.calls().getLast().key());
      }
    }
  }

  @Nested
  @DisplayName("another definition")
  class Changed {
    @Test
    void endsTheRunAsDivergedWithBothRequests() throws Exception {
      afterwards =
          AgentDefinition.builder("Payer")
              .tools("wire")
              .instructions("Be brief")
              .memory(MemoryDefinition.Type.NONE)
              .build();

      assertThat(stopAndGoOn(4, When.BEFORE_WRITING))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo("DIVERGED");
                assertThat(failed.message())
                    .matches(
                        "at 0.0 the run had performed CallModel [0-9a-f]{32} and would now perform CallModel"
                            + " [0-9a-f]{32}; it was started by other code or another definition, start a new one");
              });
      assertThat(wire.calls()).hasSize(1);
    }
  }
}

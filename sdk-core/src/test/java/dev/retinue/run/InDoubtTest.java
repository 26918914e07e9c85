package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.Wait;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Settlement;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.run.Outcome.InDoubt;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.testkit.StoppingJournal.When;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
  private Policy policy = Policy.allowAll();

  private AgentRuntime process(Journal over, CompletableFuture<Outcome> ended) {
    return AgentRuntime.builder()
        .journal(over)
        .tool(wire)
        .policy(policy)
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
    stop(append, when);
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime next = process(journal, ended)) {
      next.agent(afterwards);
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  private void stop(int append, When when) throws Exception {
    try (AgentRuntime dying =
        process(StoppingJournal.at(append, when, journal), new CompletableFuture<>())) {
      assertThat(dying.agent(AGENT).ask("Pay")).isInstanceOf(Failed.class);
    }
  }

  /** Stops within the call, settles the doubt in the next process, and waits for the end. */
  private Outcome settled(Settlement settlement) throws Exception {
    stop(4, When.BEFORE_WRITING);
    return settledNow(settlement);
  }

  private Outcome settledNow(Settlement settlement) throws Exception {
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime next = process(journal, ended)) {
      next.agent(afterwards);
      next.settle(Eventually.pending(next, 1).getFirst(), settlement);
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Nested
  @DisplayName("an UNSAFE tool")
  class Unsafe {
    @Test
    void isNotRunAgainAndAPersonIsAsked() throws Exception {
      stop(4, When.BEFORE_WRITING);
      try (AgentRuntime next = process(journal, new CompletableFuture<>())) {
        next.agent(afterwards);
        Pending pending = Eventually.pending(next, 1).getFirst();

        assertThat(pending.address().path()).isEqualTo("1.0");
        assertThat(pending.request()).contains("wire").contains("100");
        assertThat(pending.need()).isEqualTo(new Wait.Doubt(wire.calls().getFirst().key()));
        assertThat(wire.calls()).hasSize(1);
      }
    }

    @Test
    void isDoneWithTheResultThatThePersonKnows() throws Exception {
      Outcome outcome = settled(new Settlement.Happened(new ToolResult.Ok("paid at noon")));

      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(outcome.text()).contains("paid at noon");
      assertThat(wire.calls()).hasSize(1);
    }

    @Test
    void isRunAgainWithTheSameKeyWhenThePersonSaysSo() throws Exception {
      assertThat(settled(new Settlement.Repeat())).isInstanceOf(Answered.class);
      assertThat(wire.calls()).extracting(RecordingTool.Call::key).hasSize(2);
      assertThat(wire.calls().getFirst().key()).isEqualTo(wire.calls().getLast().key());
    }

    @Test
    void isInDoubtAgainWhenASecondCrashFallsIntoTheRepetition() throws Exception {
      stop(4, When.BEFORE_WRITING);
      CompletableFuture<Outcome> ended = new CompletableFuture<>();
      // The next process writes that it goes on, the waiting, the settlement, an intent, and dies
      // at
      // the result.
      try (AgentRuntime dying =
          process(StoppingJournal.at(5, When.BEFORE_WRITING, journal), ended)) {
        dying.agent(afterwards);
        dying.settle(Eventually.pending(dying, 1).getFirst(), new Settlement.Repeat());
        assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(Failed.class);
      }
      assertThat(wire.calls()).hasSize(2);

      assertThat(settledNow(new Settlement.Tell())).isInstanceOf(Answered.class);
      assertThat(wire.calls()).hasSize(2);
    }

    @Test
    void isToldToTheModelWhenNobodyCanTell() throws Exception {
      Outcome outcome = settled(new Settlement.Tell());

      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(outcome.text())
          .contains("IN DOUBT: nobody can tell whether this call of 'wire' happened");
      assertThat(wire.calls()).hasSize(1);
    }

    @Test
    void endsTheRunInDoubtWhenThePersonEndsIt() throws Exception {
      assertThat(settled(new Settlement.End()))
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
      assertThat(wire.calls()).hasSize(1);
    }

    @Test
    void isSettledByThePolicyWithoutAPerson() throws Exception {
      policy =
          new Policy() {
            @Override
            public Decision decide(Request request) {
              return new Decision.Allow("all");
            }

            @Override
            public Optional<Settlement> settle(Request call, String key) {
              assertThat(call.effect()).isInstanceOf(Effect.CallTool.class);
              return Optional.of(new Settlement.Happened(new ToolResult.Ok("ledger has " + key)));
            }
          };
      Outcome outcome = stopAndGoOn(4, When.BEFORE_WRITING);

      assertThat(outcome.text()).contains("ledger has " + wire.calls().getFirst().key());
      assertThat(wire.calls()).hasSize(1);
    }

    @Test
    void isInDoubtFromItsIntentOn() throws Exception {
      stop(3, When.AFTER_WRITING);
      assertThat(settledNow(new Settlement.Tell())).isInstanceOf(Answered.class);
      assertThat(wire.calls()).isEmpty();
    }

    @Test
    void isInDoubtAlsoWhenTheAgentHasTheToolNoMore() throws Exception {
      afterwards = AgentDefinition.builder("Payer").memory(MemoryDefinition.Type.NONE).build();
      Outcome outcome = settled(new Settlement.Tell());

      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(outcome.text()).contains("IN DOUBT");
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
  @DisplayName("a tool that cannot tell, in a process that lives")
  class Lost {
    private int calls;

    private Outcome ask() throws Exception {
      try (AgentRuntime runtime = process(journal, new CompletableFuture<>())) {
        return runtime.agent(AGENT).ask("Pay");
      }
    }

    private void settling(Settlement settlement) {
      policy =
          new Policy() {
            @Override
            public Decision decide(Request request) {
              return new Decision.Allow("all");
            }

            @Override
            public Optional<Settlement> settle(Request call, String key) {
              return Optional.of(settlement);
            }
          };
    }

    private void losing(EffectClass declared) {
      wire =
          wire.with(ToolTraits.UNDECLARED.withEffectClass(declared))
              .doing((arguments, context) ->
                  calls++ == 0
                      ? new ToolResult.InDoubt("wire", context.idempotencyKey())
                      : new ToolResult.Ok("paid at last"));
    }

    @Test
    void isToldOfWhenItIsUnsafe() throws Exception {
      losing(EffectClass.UNSAFE);

      assertThat(ask().text())
          .contains("IN DOUBT: nobody can tell whether this call of 'wire' happened");
      assertThat(calls).isEqualTo(1);
    }

    @Test
    void isSettledByThePolicy() throws Exception {
      losing(EffectClass.UNSAFE);
      settling(new Settlement.Happened(new ToolResult.Ok("the ledger has it")));
      assertThat(ask().text()).contains("the ledger has it");
      assertThat(calls).isEqualTo(1);
    }

    @Test
    void isCalledAgainWithTheSameKeyIfThePolicySaysSo() throws Exception {
      losing(EffectClass.UNSAFE);
      settling(new Settlement.Repeat());

      assertThat(ask().text()).contains("paid at last");
      assertThat(wire.calls().getFirst().key()).isEqualTo(wire.calls().getLast().key());
    }

    @Test
    void endsTheRunIfThePolicySaysSo() throws Exception {
      losing(EffectClass.UNSAFE);
      settling(new Settlement.End());
      assertThat(ask()).isInstanceOf(InDoubt.class);
    }

    @Test
    void isAskedWhenItIsQueryable() throws Exception {
      losing(EffectClass.QUERYABLE);

      assertThat(ask().text()).contains("wire: it had happened");
      assertThat(calls).isEqualTo(1);
    }

    @Test
    void isAskedAfterItTimedOutWhenItIsQueryable() throws Exception {
      wire =
          wire.with(
                  ToolTraits.UNDECLARED
                      .withEffectClass(EffectClass.QUERYABLE)
                      .withTimeout(Duration.ofMillis(20)))
              .doing((arguments, context) -> {
                new CountDownLatch(1).await();
                return new ToolResult.Ok("never");
              });

      assertThat(ask().text()).contains("wire: it had happened");
      assertThat(wire.calls()).hasSize(1);
    }
  }

  @Nested
  @DisplayName("D8: another definition")
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
                            + " [0-9a-f]{32}; the agent's definition was changed since it started: start a new run, or go back to what it started with");
              });
      assertThat(wire.calls()).hasSize(1);
    }
  }
}

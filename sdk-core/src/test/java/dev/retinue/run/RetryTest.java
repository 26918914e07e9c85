package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A tool that may run again is tried again, after a while, as long as that can help. */
class RetryTest {
  private static final ToolResult BUSY =
      new ToolResult.Failed("RATE_LIMITED", "busy", Duration.ofMillis(1));
  private final AtomicInteger failures = new AtomicInteger();

  /** Fails so often, then works. */
  private RecordingTool failing(int times, ToolResult failure) {
    return RecordingTool.named("tool")
        .with(ToolTraits.READS.withAttempts(3))
        .doing((arguments, context) ->
            failures.incrementAndGet() <= times ? failure : new ToolResult.Ok("worked"));
  }

  private static List<RunEvent.Retrying> retries(Run run) {
    List<RunEvent.Retrying> retries = new ArrayList<>();
    for (RunEvent event : run.events()) {
      if (event instanceof RunEvent.Retrying retry) {
        retries.add(retry);
      }
    }
    return retries;
  }

  @Test
  void eachFurtherAttemptIsAnEventAndIsCounted() throws Exception {
    RecordingTool tool = failing(2, BUSY);
    try (Scene scene = Scene.script(call("tool", "{}"), say("done")).with(tool)) {
      Run run = scene.agent().start("Go");

      assertThat(retries(run))
          .extracting(RunEvent.Retrying::attempt, RunEvent.Retrying::reason)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(1, "busy"),
              org.assertj.core.groups.Tuple.tuple(2, "busy"));
      assertThat(scene.told()).containsExactly("worked");
      assertThat(run.await().usage().toolCalls()).isEqualTo(3);
      assertThat(tool.calls())
          .hasSize(3)
          .extracting(RecordingTool.Call::key)
          .containsOnly(tool.calls().getFirst().key());
    }
  }

  @Test
  void theLastFailureIsToldWhenNoneWorked() throws Exception {
    try (Scene scene = Scene.script(call("tool", "{}"), say("done")).with(failing(9, BUSY))) {
      Run run = scene.agent().start("Go");
      run.await();

      assertThat(scene.told()).containsExactly("ERROR RATE_LIMITED: busy");
      assertThat(failures).hasValue(3);
    }
  }

  @Test
  void itIsNotTriedAgainWhenTheRunWouldBeOverBefore() throws Exception {
    try (Scene scene =
        Scene.script(call("tool", "{}"), say("done"))
            .with(failing(1, new ToolResult.Failed("BUSY", "later", Duration.ofHours(1))))) {
      scene.ask();

      assertThat(scene.told()).containsExactly("ERROR BUSY: later");
      assertThat(failures).hasValue(1);
    }
  }

  @Test
  void itIsNotTriedAgainBeyondTheBudget() throws Exception {
    try (Scene scene =
        Scene.script(call("tool", "{}"), say("done"))
            .with(failing(9, BUSY))
            .limits(limits -> limits.withMaxToolCalls(2))) {
      Outcome outcome = scene.ask();

      assertThat(outcome).isInstanceOf(Outcome.Answered.class);
      assertThat(failures).hasValue(2);
      assertThat(outcome.usage().toolCalls()).isEqualTo(2);
    }
  }

  @Test
  void whatIsNotSafeToRunAgainIsTriedOnceAlthoughItTimedOut() throws Exception {
    RecordingTool stuck =
        RecordingTool.named("tool")
            .with(ToolTraits.UNDECLARED.withTimeout(Duration.ofMillis(30)))
            .doing((arguments, context) -> {
              new CountDownLatch(1).await();
              return new ToolResult.Ok("never");
            });
    try (Scene scene = Scene.script(call("tool", "{}"), say("done")).with(stuck)) {
      Run run = scene.agent().start("Go");

      assertThat(retries(run)).isEmpty();
      assertThat(scene.told())
          .containsExactly(
              "ERROR TIMEOUT: tool 'tool' timed out after PT0.03S; whether it happened is not known: check before"
                  + " trying again");
      assertThat(stuck.calls()).hasSize(1);
    }
  }

  @Test
  void anIdempotentOneThatTimedOutIsTriedAgainWithTheSameKey() throws Exception {
    RecordingTool slow =
        RecordingTool.named("tool")
            .with(
                ToolTraits.UNDECLARED
                    .withEffectClass(EffectClass.IDEMPOTENT)
                    .withTimeout(Duration.ofMillis(30))
                    .withAttempts(2))
            .doing((arguments, context) -> {
              if (failures.incrementAndGet() == 1) {
                new CountDownLatch(1).await();
              }
              return new ToolResult.Ok("worked");
            });
    try (Scene scene = Scene.script(call("tool", "{}"), say("done")).with(slow)) {
      scene.ask();

      assertThat(scene.told()).containsExactly("worked");
      assertThat(slow.calls()).hasSize(2);
      assertThat(slow.calls().get(0).key()).isEqualTo(slow.calls().get(1).key());
    }
  }

  @Test
  void aCancellationReachesARunThatWaitsToTryAgain() throws Exception {
    try (Scene scene =
        Scene.script(call("tool", "{}"), say("done"))
            .with(failing(9, new ToolResult.Failed("BUSY", "later", Duration.ofMinutes(5))))) {
      Run run = scene.agent().start("Go");
      Eventually.first(run, RunEvent.Retrying.class);

      run.cancel();

      assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Outcome.Cancelled.class);
    }
  }

  @Test
  void theAttemptsAreCountedAsTheyWereInTheNextProcess() throws Exception {
    HeapJournal journal = new HeapJournal();
    AgentDefinition definition =
        AgentDefinition.builder("Trier")
            .tools("tool", "ask")
            .memory(MemoryDefinition.Type.NONE)
            .build();
    Pending question;
    try (AgentRuntime runtime = process(journal, new CompletableFuture<>())) {
      question = Eventually.pending(runtime, runtime.agent(definition).start("Go"));
    }
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime runtime = process(journal, ended)) {
      runtime.agent(definition);
      runtime.answer(question, "yes");

      assertThat(ended.get(20, TimeUnit.SECONDS).usage().toolCalls()).isEqualTo(4);
      assertThat(failures).hasValue(3);
    }
  }

  private AgentRuntime process(HeapJournal journal, CompletableFuture<Outcome> ended) {
    return AgentRuntime.builder()
        .journal(journal)
        .model(ScriptedModel.turn(call("tool", "{}"), call("ask", "{}"), say("done")))
        .tool(failing(2, BUSY))
        .tool(Scene.asking())
        .listener(event -> {
          if (event instanceof RunEvent.Ended end) {
            ended.complete(end.outcome());
          }
        })
        .build();
  }
}

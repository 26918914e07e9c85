package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.reasoner.StopReason;
import dev.retinue.reasoner.Task;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** limits.timeout of a run holds for what it delegated, in the next process as well. */
class DelegatedTimeTest {
  private final HeapJournal journal = new HeapJournal();
  private final SettableClock clock = SettableClock.at("2026-03-01T00:00:00Z");
  private final CountDownLatch working = new CountDownLatch(1);
  private final Map<String, String> agents = new ConcurrentHashMap<>();
  private final BlockingQueue<Outcome> ofBoss = new LinkedBlockingQueue<>();
  private final BlockingQueue<Outcome> ofWorker = new LinkedBlockingQueue<>();

  private AgentRuntime process(RecordingTool work) {
    return AgentRuntime.builder()
        .journal(journal)
        .clock(clock)
        .model(ScriptedModel.turn())
        .tool(work.with(ToolTraits.READS.withTimeout(Duration.ofMinutes(5))))
        .reasoner(Scene.reasoner("custom", DelegatedTimeTest::reason))
        .listener(event -> {
          if (event instanceof RunEvent.Started started) {
            agents.put(started.run(), started.scope().agent());
          } else if (event instanceof RunEvent.Ended end) {
            ("boss".equals(agents.get(end.run())) ? ofBoss : ofWorker).add(end.outcome());
          }
        })
        .build();
  }

  private static String reason(Task task, Effects effects) {
    if (task.input().equals("delegate")) {
      String heard = effects.perform(new Effect.Delegate("worker", "work")).text();
      return "Heard at " + effects.perform(new Effect.ReadClock()) + ": " + heard;
    }
    effects.perform(new Effect.AskHuman("Shall I?"));
    effects.perform(new Effect.CallTool("work", "{}"));
    effects.perform(new Effect.AskHuman("And now?"));
    return "worked";
  }

  private static AgentDefinition definition(String name, Duration timeout) {
    return AgentDefinition.builder(name)
        .type("custom")
        .tools("work")
        .memory(MemoryDefinition.Type.NONE)
        .limits(Limits.STANDARD.withTimeout(timeout))
        .build();
  }

  private static final AgentDefinition WORKER = definition("Worker", Duration.ofDays(1));

  @Test
  void whatItDidAfterItHadWaitedCountsInTheNextProcess() throws Exception {
    RecordingTool slow =
        RecordingTool.named("work")
            .doing((arguments, context) -> {
              clock.advance(Duration.ofMinutes(9));
              return new ToolResult.Ok("done");
            });
    try (AgentRuntime first = process(slow)) {
      first.agent(WORKER);
      first.agent(definition("Boss", Duration.ofDays(1))).start("delegate");
      first.answer(Eventually.pending(first, 1).getFirst(), "yes");
      while (!first.pending().stream().anyMatch(waits -> waits.toString().contains("And now?"))) {
        Thread.onSpinWait();
      }
    }
    ofBoss.clear(); // What whoever waited was told when the runtime was closed.
    try (AgentRuntime next = process(slow)) {
      next.agent(WORKER);
      next.agent(definition("Boss", Duration.ofMinutes(8)));
      assertDeadline("PT8M");
    }
  }

  @Test
  void aCallThatIsUnderWayWhenItIsWaitedForAgainTakesNoLonger() throws Exception {
    CompletableFuture<ToolResult> never = new CompletableFuture<>();
    RecordingTool stuck =
        RecordingTool.named("work")
            .doing((arguments, context) -> {
              working.countDown();
              return never.get();
            });
    try (AgentRuntime first = process(stuck)) {
      first.agent(WORKER);
      first.agent(definition("Boss", Duration.ofDays(1))).start("delegate");
      Eventually.pending(first, 1);
    }
    ofBoss.clear();
    ofWorker.clear();
    try (AgentRuntime next = process(stuck)) {
      next.agent(WORKER);
      next.answer(Eventually.pending(next, 1).getFirst(), "yes");
      assertThat(working.await(20, TimeUnit.SECONDS)).isTrue();

      next.agent(definition("Boss", Duration.ofMillis(200)));

      assertDeadline("PT0.2S");
      Outcome child = ofWorker.poll(20, TimeUnit.SECONDS);
      assertThat(child).isNotNull();
      assertThat(child.text())
          .isEqualTo(
              "stopped (DEADLINE): the run that delegated this one was active for PT0.2S, the most"
                  + " that its limits.timeout allows");
    }
  }

  private void assertDeadline(String limit) throws InterruptedException {
    assertThat(ofBoss.poll(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(StopReason.DEADLINE);
              assertThat(stopped.detail())
                  .isEqualTo(
                      "the run was active for " + limit + ", the most that limits.timeout allows");
            });
  }
}

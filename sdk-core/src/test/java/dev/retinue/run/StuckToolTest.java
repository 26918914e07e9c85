package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Cancelled;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tool that does not react to its interrupt keeps its thread, and does not keep the run. */
class StuckToolTest {
  private static final ToolTraits BRIEF =
      ToolTraits.UNDECLARED
          .withEffectClass(EffectClass.IDEMPOTENT)
          .withTimeout(Duration.ofMillis(30));

  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void letItGo() {
    release.countDown();
  }

  private RecordingTool deaf(ToolTraits traits) {
    return RecordingTool.named("deaf")
        .with(traits)
        .doing((arguments, context) -> {
          inside.countDown();
          boolean done = false;
          while (!done) {
            try {
              done = release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              // What a tool must not do.
            }
          }
          released.countDown();
          return new ToolResult.Ok("late");
        });
  }

  @Test
  void theRunGoesOnOnAnotherThreadAndTheLateResultIsVoid() throws Exception {
    RecordingTool deaf = deaf(BRIEF);
    try (Scene scene = Scene.script(call("deaf", "{}"), say("done")).with(deaf)) {
      Run run = scene.agent().start("Go");

      assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Answered.class);
      assertThat(scene.told().getFirst()).startsWith("ERROR TIMEOUT: tool 'deaf' timed out");
      assertThat(scene.requests()).as("recorded model calls are not made again").hasSize(2);
      release.countDown();
      assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(deaf.calls()).hasSize(1);
      assertThat(run.await().usage().toolCalls()).isEqualTo(1);
    }
  }

  @Test
  void thoseCalledTogetherWithItAreNotCalledAgain() throws Exception {
    RecordingTool other = RecordingTool.named("other").with(ToolTraits.READS);
    RecordingTool after = RecordingTool.named("after");
    try (Scene scene =
        Scene.script(calls("other", "{}", "deaf", "{}", "after", "{}"), say("done"))
            .with(deaf(BRIEF), other, after)) {
      Run run = scene.agent().start("Go");

      assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Answered.class);
      assertThat(scene.told()).hasSize(3);
      assertThat(scene.told().get(1)).startsWith("ERROR TIMEOUT: tool 'deaf' timed out");
      assertThat(other.calls()).hasSize(1);
      assertThat(after.calls()).as("what writes goes on after it").hasSize(1);
    }
  }

  @Test
  void aCancelledRunEndsWithoutIt() throws Exception {
    try (Scene scene =
        Scene.script(call("deaf", "{}"), say("never")).with(deaf(ToolTraits.UNDECLARED))) {
      Run run = scene.agent().start("Go");
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

      run.cancel();

      assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Cancelled.class);
    }
  }

  @Test
  void aRunWhoseTimeIsUpEndsWithoutIt() throws Exception {
    try (Scene scene =
        Scene.script(call("deaf", "{}"), say("never"))
            .with(deaf(ToolTraits.UNDECLARED))
            .limits(limits -> limits.withTimeout(Duration.ofMillis(100)))) {
      Run run = scene.agent().start("Go");

      assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Stopped.class);
    }
  }

  @Test
  void aToolThatTimesOutWhileItWaitsForOthersDoesNotEndTheRun() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    RecordingTool slow =
        RecordingTool.named("slow")
            .with(ToolTraits.READS)
            .doing((arguments, context) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
              }
              return new ToolResult.Ok("never");
            });
    for (int together = 1; together <= 2; together++) {
      int width = together;
      RecordingTool composite =
          RecordingTool.named("composite")
              .with(BRIEF)
              .doing((arguments, context) -> {
                context
                    .effects()
                    .performAll(
                        java.util.Collections.nCopies(width, new Effect.CallTool("slow", "{}")));
                return new ToolResult.Ok("never");
              });
      try (Scene scene = Scene.script(call("composite", "{}"), say("done")).with(composite, slow)) {
        Run run = scene.agent().start("Go");

        assertThat(run.await(Duration.ofSeconds(20))).get().isInstanceOf(Answered.class);
        assertThat(scene.told())
            .isEqualTo(
                List.of(
                    "ERROR TIMEOUT: tool 'composite' timed out after PT0.03S; whether it happened is not"
                        + " known: check before trying again"));
      }
    }
    assertThat(interrupted).hasPositiveValue();
  }

  @Test
  void closingTheRuntimeDoesNotLeaveAnybodyWaiting() throws Exception {
    Run run;
    try (Scene scene =
        Scene.script(call("deaf", "{}"), say("never")).with(deaf(ToolTraits.UNDECLARED))) {
      run = scene.agent().start("Go");
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(run.outcome())
        .get()
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo(StopReason.RUNTIME_CLOSED));
  }
}

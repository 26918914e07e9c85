package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model's tool calls do, and what it is told. */
class ToolCallsTest {
  @Nested
  @DisplayName("several calls at once")
  class Several {
    @Test
    void returnInTheOrderAskedWhicheverIsFirst() throws Exception {
      CountDownLatch secondDone = new CountDownLatch(1);
      RecordingTool slow =
          RecordingTool.named("slow")
              .with(ToolTraits.READS)
              .doing((arguments, context) -> {
                assertThat(secondDone.await(20, TimeUnit.SECONDS)).isTrue();
                return new ToolResult.Ok("slow");
              });
      RecordingTool quick =
          RecordingTool.named("quick")
              .with(ToolTraits.READS)
              .doing((arguments, context) -> {
                secondDone.countDown();
                return new ToolResult.Ok("quick");
              });
      try (Scene scene =
          Scene.script(calls("slow", "{}", "quick", "{}"), say("done")).with(slow, quick)) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("slow", "quick");
      }
    }

    @Test
    void runTogetherWhenTheyRead() throws Exception {
      CyclicBarrier together = new CyclicBarrier(3);
      RecordingTool look =
          RecordingTool.named("look")
              .with(ToolTraits.READS)
              .doing((arguments, context) -> {
                together.await(20, TimeUnit.SECONDS);
                return new ToolResult.Ok("met");
              });
      try (Scene scene =
          Scene.script(calls("look", "{}", "look", "{}", "look", "{}"), say("done")).with(look)) {
        scene.ask();

        assertThat(scene.told()).containsExactly("met", "met", "met");
      }
    }

    @Test
    void runOneAfterAnotherWhenTheyWrite() throws Exception {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      RecordingTool write =
          RecordingTool.named("write")
              .doing((arguments, context) -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                return new ToolResult.Ok(arguments.get("text").asText());
              });
      try (Scene scene =
          Scene.script(
                  calls(
                      "write",
                      "{\"text\":\"1\"}",
                      "write",
                      "{\"text\":\"2\"}",
                      "write",
                      "{\"text\":\"3\"}"),
                  say("done"))
              .with(write)) {
        scene.ask();

        assertThat(most).hasValue(1);
        assertThat(write.calls())
            .extracting(made -> made.arguments().get("text").asText())
            .containsExactly("1", "2", "3");
        assertThat(scene.told()).containsExactly("1", "2", "3");
      }
    }
  }

  @Nested
  @DisplayName("malformed arguments")
  class Malformed {
    private final RecordingTool count =
        RecordingTool.named("count")
            .with(
                JsonObjectSchema.builder()
                    .addIntegerProperty("n", "how many")
                    .required("n")
                    .build())
            .doing((arguments, context) -> new ToolResult.Ok("n=" + arguments.get("n").asInt()));

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"n\":3}",
          "{\"n\":3,}",
          "```json\n{\"n\":3}\n```",
          "{\"n\":\"3\"}",
          "{n:3}",
          "{'n':3}",
          "{\"n\":3.0}"
        })
    void areRepairedWhereTheyHaveOneReading(String arguments) throws Exception {
      try (Scene scene = Scene.script(call("count", arguments), say("done")).with(count)) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("n=3");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"{\"n\":\"three\"}", "{}", "{\"n\":3,\"m\":4}", "[3]", "{\"n\":", "{\"n\":3.5}"})
    void areToldOnceWhereTheyHaveNone(String arguments) throws Exception {
      try (Scene scene =
          Scene.script(call("count", arguments), call("count", "{\"n\":3}"), say("done"))
              .with(count)) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told()).hasSize(2);
        assertThat(scene.told().getFirst()).startsWith("ERROR MALFORMED_ARGUMENTS: tool 'count': ");
        assertThat(count.calls()).hasSize(1);
      }
    }

    @Test
    void nameTheFieldTheValueAndWhatIsWanted() throws Exception {
      try (Scene scene =
          Scene.script(call("count", "{\"n\":\"three\",\"mm\":1}"), say("done")).with(count)) {
        scene.ask();

        assertThat(scene.told())
            .containsExactly(
                "ERROR MALFORMED_ARGUMENTS: tool 'count': field 'n' must be a whole number, got \"three\"; unknown"
                    + " field 'mm'; known: n");
      }
    }

    @Test
    void stopTheRunTheSecondTime() throws Exception {
      try (Scene scene =
          Scene.script(call("count", "{}"), call("count", "{}"), say("never")).with(count)) {
        assertThat(scene.ask())
            .isInstanceOfSatisfying(
                Stopped.class,
                stopped -> {
                  assertThat(stopped.reason()).isEqualTo(StopReason.MALFORMED_CALL);
                  assertThat(stopped.detail())
                      .isEqualTo(
                          "the model called 'count' wrongly again after it was told: ERROR MALFORMED_ARGUMENTS: tool"
                              + " 'count': field 'n' is missing");
                });
      }
    }
  }

  @Test
  void anUnknownToolIsToldWithTheNearestName() throws Exception {
    try (Scene scene =
        Scene.script(call("serch", "{}"), say("done")).with(RecordingTool.named("search"))) {
      assertThat(scene.ask()).isInstanceOf(Answered.class);
      assertThat(scene.told())
          .containsExactly(
              "ERROR UNKNOWN_TOOL: this agent has no tool 'serch'; did you mean 'search'?");
    }
  }

  @Nested
  @DisplayName("a failing tool")
  class Failing {
    @Test
    void isInterruptedAndToldWhenItTakesTooLong() throws Exception {
      CountDownLatch interrupted = new CountDownLatch(1);
      RecordingTool stuck =
          RecordingTool.named("stuck")
              .with(ToolTraits.READS.withTimeout(Duration.ofMillis(30)))
              .doing((arguments, context) -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
                return new ToolResult.Ok("never");
              });
      try (Scene scene = Scene.script(call("stuck", "{}"), say("done")).with(stuck)) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told())
            .containsExactly(
                "ERROR TIMEOUT: tool 'stuck' timed out after PT0.03S; raise its timeout or ask for less");
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
      }
    }

    @Test
    void isToldThatItMayHaveHappenedWhenItWrites() throws Exception {
      RecordingTool stuck =
          RecordingTool.named("stuck")
              .with(ToolTraits.UNDECLARED.withTimeout(Duration.ofMillis(30)))
              .doing((arguments, context) -> {
                new CountDownLatch(1).await();
                return new ToolResult.Ok("never");
              });
      try (Scene scene = Scene.script(call("stuck", "{}"), say("done")).with(stuck)) {
        scene.ask();

        assertThat(scene.told().getFirst())
            .endsWith("whether it happened is not known: check before trying again");
      }
    }

    @Test
    void isToldByItsMessageAndTheRunGoesOn() throws Exception {
      RecordingTool broken =
          RecordingTool.named("broken")
              .doing((arguments, context) -> {
                throw new IOException("disk full");
              });
      try (Scene scene = Scene.script(call("broken", "{}"), say("done")).with(broken)) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("ERROR FAILED: disk full");
        assertThat(broken.calls()).hasSize(1);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = EffectClass.class,
        names = {"PURE", "IDEMPOTENT"})
    void isTriedAgainWithTheSameKeyWhereThatIsSafe(EffectClass safe) throws Exception {
      AtomicInteger tries = new AtomicInteger();
      RecordingTool flaky =
          RecordingTool.named("flaky")
              .with(ToolTraits.UNDECLARED.withEffectClass(safe).withAttempts(3))
              .doing((arguments, context) -> {
                if (tries.incrementAndGet() < 3) {
                  throw new IOException("not yet");
                }
                return new ToolResult.Ok("third time");
              });
      try (Scene scene = Scene.script(call("flaky", "{}"), say("done")).with(flaky)) {
        Outcome outcome = scene.ask();

        assertThat(scene.told()).containsExactly("third time");
        assertThat(flaky.calls()).hasSize(3);
        assertThat(flaky.calls())
            .extracting(RecordingTool.Call::key)
            .containsOnly(flaky.calls().getFirst().key());
        assertThat(outcome.usage().toolCalls()).isEqualTo(3);
      }
    }

    @Test
    void isNotTriedAgainWhenItSaysItself() throws Exception {
      RecordingTool honest =
          RecordingTool.named("honest")
              .with(ToolTraits.READS.withAttempts(3))
              .doing((arguments, context) -> new ToolResult.Failed("NOT_FOUND", "no such page"));
      try (Scene scene = Scene.script(call("honest", "{}"), say("done")).with(honest)) {
        scene.ask();

        assertThat(scene.told()).containsExactly("ERROR NOT_FOUND: no such page");
        assertThat(honest.calls()).hasSize(1);
      }
    }
  }
}

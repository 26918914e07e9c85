package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.retinue.effect.ToolResult;
import dev.retinue.policy.Decision;
import dev.retinue.run.Outcome.Cancelled;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A cancelled run interrupts what it is doing, and nothing of it is remembered. */
class CancellationTest {
  private final CommittedMemory memory = new CommittedMemory();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  private void block() throws InterruptedException {
    inside.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  private void assertCancelled(Run run) throws InterruptedException {
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    run.cancel();

    assertThat(run.await()).isInstanceOf(Cancelled.class);
    assertThat(run.await().text()).isEqualTo("cancelled");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(memory.onDisk()).isEmpty();
  }

  @Test
  void duringAToolCall() throws Exception {
    RecordingTool stuck =
        RecordingTool.named("stuck")
            .doing((arguments, context) -> {
              block();
              return new ToolResult.Ok("never");
            });
    try (Scene scene =
        Scene.script(call("stuck", "{}"), say("never"))
            .with(stuck)
            .built(builder -> builder.memory(memory))) {
      assertCancelled(scene.agent().start("Go"));
      assertThat(scene.requests()).hasSize(1);
    }
  }

  @Test
  void duringAModelCall() throws Exception {
    ChatModel stuck =
        new ChatModel() {
          @Override
          public ChatResponse doChat(ChatRequest request) {
            try {
              block();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("interrupted");
          }
        };
    try (Scene scene = Scene.script().built(builder -> builder.memory(memory).model(stuck))) {
      assertCancelled(scene.agent().start("Go"));
    }
  }

  @Test
  void whileItWaitsForAPerson() throws Exception {
    try (Scene scene =
        Scene.script(call("pay", "{}"), say("never"))
            .with(RecordingTool.named("pay"))
            .built(builder ->
                builder
                    .memory(memory)
                    .policy(request ->
                        request.address().path().equals("2.0")
                            ? new Decision.Ask("ask", "May I?")
                            : new Decision.Allow("rest")))) {
      Run run = scene.agent().start("Go");
      Eventually.first(run, RunEvent.Waiting.class);

      run.cancel();

      assertThat(run.await()).isInstanceOf(Cancelled.class);
      assertThat(scene.runtime().pending()).isEmpty();
      assertThat(memory.onDisk()).isEmpty();
    }
  }

  @Test
  void afterTheEndChangesNothing() throws Exception {
    try (Scene scene = Scene.script(say("fine")).built(builder -> builder.memory(memory))) {
      Run run = scene.agent().start("Go");
      Outcome outcome = run.await();

      run.cancel();

      assertThat(run.outcome()).contains(outcome);
      assertThat(memory.onDisk()).hasSize(1);
    }
  }

  @Test
  void theSessionGoesOnAsIfItHadNotBeen() throws Exception {
    RecordingTool stuck =
        RecordingTool.named("stuck")
            .doing((arguments, context) -> {
              block();
              return new ToolResult.Ok("never");
            });
    ScriptedModel model =
        ScriptedModel.answering(request ->
            request.messages().getLast().toString().contains("First")
                ? call("stuck", "{}")
                : say(request.messages().toString()));
    try (Scene scene = Scene.model(model).with(stuck)) {
      var session = scene.agent().session();
      assertCancelled(session.start("First"));

      assertThat(session.ask("Second").text()).contains("Second").doesNotContain("First");
    }
  }
}

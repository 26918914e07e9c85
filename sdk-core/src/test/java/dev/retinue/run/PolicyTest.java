package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.journal.Wait;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A policy allows, denies, or has a person asked. */
class PolicyTest {
  private final RecordingTool pay =
      RecordingTool.named("pay").with(ToolTraits.touching(AccessClass.SPEND));
  private final RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);

  private static Policy spending(Decision decision) {
    return request ->
        request.access().contains(AccessClass.SPEND) ? decision : new Decision.Allow("rest");
  }

  @Nested
  @DisplayName("a denial")
  class Denial {
    @Test
    void isToldToTheModelAndTheToolIsNotCalled() throws Exception {
      try (Scene scene =
          Scene.script(call("pay", "{}"), say("done"))
              .with(pay)
              .built(builder ->
                  builder.policy(spending(new Decision.Deny("no-spending", "not this month"))))) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("DENIED: not this month");
        assertThat(pay.calls()).isEmpty();
      }
    }

    @Test
    void ofWhatIsNoToolEndsTheRun() throws Exception {
      try (Scene scene =
          Scene.script(say("never"))
              .built(builder ->
                  builder.policy(request ->
                      request.effect() instanceof Effect.CallModel
                          ? new Decision.Deny("no-models", "models are off")
                          : new Decision.Allow("rest")))) {
        assertThat(scene.ask())
            .isInstanceOfSatisfying(
                Failed.class,
                failed -> {
                  assertThat(failed.kind()).isEqualTo("DENIED");
                  assertThat(failed.message())
                      .isEqualTo("a CallModel is not allowed here: models are off");
                });
        assertThat(scene.requests()).isEmpty();
      }
    }
  }

  @Nested
  @DisplayName("a question")
  class Question {
    private Scene asking() {
      return Scene.script(
              calls("pay", "{\"text\":\"100\"}", "look", "{\"text\":\"x\"}"), say("done"))
          .with(pay, look)
          .built(builder -> builder.policy(spending(new Decision.Ask("ask-spending", "Pay 100?"))));
    }

    @Test
    void waitsForAPersonWhileTheOthersFinish() throws Exception {
      try (Scene scene = asking()) {
        Run run = scene.agent().start("Go");
        Pending pending = Eventually.pending(scene.runtime(), run);

        assertThat(pending.need()).isEqualTo(new Wait.Approval("ask-spending", "Pay 100?"));
        assertThat(pending.address().path()).isEqualTo("2.0");
        assertThat(pending.scope()).isEqualTo(run.scope());
        assertThat(look.calls()).hasSize(1);
        assertThat(pay.calls()).isEmpty();
        assertThat(run.outcome()).isEmpty();
      }
    }

    @Test
    void letsItHappenWhenApproved() throws Exception {
      try (Scene scene = asking()) {
        Run run = scene.agent().start("Go");
        scene.runtime().approve(Eventually.pending(scene.runtime(), run));

        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("pay:100", "look:x");
        assertThat(pay.calls()).hasSize(1);
        assertThat(look.calls()).as("not performed again").hasSize(1);
      }
    }

    @Test
    void tellsTheModelWhenDenied() throws Exception {
      try (Scene scene = asking()) {
        Run run = scene.agent().start("Go");
        scene.runtime().deny(Eventually.pending(scene.runtime(), run), "too expensive");

        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("DENIED: too expensive", "look:x");
        assertThat(pay.calls()).isEmpty();
      }
    }

    @Test
    void canBeSettledOnlyOnce() throws Exception {
      try (Scene scene = asking()) {
        Run run = scene.agent().start("Go");
        Pending pending = Eventually.pending(scene.runtime(), run);
        scene.runtime().approve(pending);

        assertThatThrownBy(() -> scene.runtime().deny(pending, "late"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "run "
                    + run.id()
                    + " does not wait at 2.0 for that; it was settled, cancelled or ended meanwhile");
        assertThat(scene.runtime().pending()).isEmpty();
        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(pay.calls()).hasSize(1);
      }
    }

    @Test
    void isOneForEachOfSeveralCalls() throws Exception {
      try (Scene scene =
          Scene.script(calls("pay", "{\"text\":\"1\"}", "pay", "{\"text\":\"2\"}"), say("done"))
              .with(pay)
              .built(builder -> builder.policy(spending(new Decision.Ask("ask", "Pay?"))))) {
        Run run = scene.agent().start("Go");
        List<Pending> pending = Eventually.pending(scene.runtime(), 2);
        scene.runtime().deny(pending.getLast(), "no");
        scene.runtime().approve(pending.getFirst());

        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(scene.told()).hasSize(2).containsOnlyOnce("DENIED: no");
        assertThat(pay.calls()).hasSize(1);
      }
    }
  }

  @Test
  void itIsAskedForEveryEffectWithWhatItTouches() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Policy noting =
        request -> {
          asked.add(request.effect().getClass().getSimpleName() + request.access());
          return new Decision.Allow("all");
        };
    try (Scene scene =
        Scene.script(call("pay", "{}"), say("done"))
            .with(pay)
            .built(builder -> builder.policy(noting))) {
      scene.ask();

      assertThat(asked)
          .containsExactly(
              "Recall[READ]",
              "CallModel[]",
              "CallTool[SPEND]",
              "CallModel[]",
              "ReadClock[]",
              "Remember[WRITE]");
    }
  }
}

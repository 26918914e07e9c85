package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.ToolResult;
import dev.retinue.policy.Decision;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A run that is unwound is not run any further, whatever its reasoner catches. */
class UnwindingTest {
  @Test
  void aReasonerThatCatchesEverythingDoesNotGoOn() throws Exception {
    RecordingTool after = RecordingTool.named("after");
    AtomicInteger caught = new AtomicInteger();
    try (Scene scene =
        Scene.reasoning(
                (task, effects) -> {
                  for (int i = 0; i < 3; i++) {
                    try {
                      if (i == 0) {
                        effects.perform(new Effect.AskHuman("Name?"));
                      } else {
                        effects.perform(new Effect.CallTool("after", "{}"));
                      }
                    } catch (Throwable e) { // what no reasoner may do
                      caught.incrementAndGet();
                    }
                  }
                  return "as if nothing had happened";
                })
            .with(after)) {
      Run run = scene.agent().start("Go");
      Pending pending = Eventually.pending(scene.runtime(), run);

      assertThat(caught).hasValue(3);
      assertThat(after.calls()).isEmpty();
      assertThat(run.outcome()).isEmpty();

      scene.runtime().answer(pending, "Ada");
      assertThat(run.await().text()).isEqualTo("as if nothing had happened");
      assertThat(after.calls()).hasSize(2);
    }
  }

  @Test
  void aToolThatCatchesEverythingDoesNotGoOnEither() throws Exception {
    RecordingTool survey =
        RecordingTool.named("survey")
            .doing((arguments, context) -> {
              try {
                context.effects().perform(new Effect.AskHuman("Name?"));
              } catch (Throwable e) { // what no tool may do
                return new ToolResult.Ok("nobody answered");
              }
              return new ToolResult.Ok("somebody answered");
            });
    try (Scene scene =
        Scene.reasoning(
                (task, effects) -> effects.perform(new Effect.CallTool("survey", "{}")).text())
            .with(survey)) {
      Run run = scene.agent().start("Go");
      scene.runtime().answer(Eventually.pending(scene.runtime(), run), "Ada");

      assertThat(run.await().text()).isEqualTo("somebody answered");
    }
  }

  @Test
  void anEffectThatCannotBePerformedCanBeCaught() throws Exception {
    try (Scene scene =
        Scene.reasoning(
                (task, effects) -> {
                  try {
                    effects.perform(new Effect.DrawRandom());
                    return "drawn";
                  } catch (EffectException e) {
                    return e.kind()
                        + " at "
                        + e.address()
                        + " of "
                        + e.run().equals(task.scope().run());
                  }
                })
            .built(builder -> builder.policy(request -> new Decision.Deny("no", "not here")))) {
      assertThat(scene.ask().text()).isEqualTo("DENIED at 0.0 of true");
    }
  }

  @Test
  void anErrorOfAReasonerOrAModelEndsTheRun() throws Exception {
    try (Scene scene =
        Scene.reasoning((task, effects) -> {
          throw new StackOverflowError();
        })) {
      assertThat(scene.ask().text())
          .isEqualTo("failed (REASONER): reasoner 'custom' threw java.lang.StackOverflowError");
    }
    try (Scene scene =
        Scene.model(
            ScriptedModel.answering(request -> {
              throw new NoClassDefFoundError("com/example/Gone");
            }))) {
      assertThat(scene.ask())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.message()).contains("com/example/Gone"));
    }
  }
}

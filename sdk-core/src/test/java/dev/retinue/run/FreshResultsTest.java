package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Results that are given again for a while, instead of another call. */
class FreshResultsTest {
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
  private final RecordingTool rate =
      RecordingTool.named("rate")
          .with(ToolTraits.READS.withFreshFor(Duration.ofMinutes(10)))
          .doing((arguments, context) -> new ToolResult.Ok("1.08 for " + arguments));

  private Scene scene(ScriptedModel model) {
    return Scene.model(model).with(rate).built(builder -> builder.clock(clock));
  }

  private static ScriptedModel asking(String arguments) {
    return ScriptedModel.turn(call("rate", arguments), say("Done"));
  }

  @Test
  void theSameCallIsMadeOnceAndToldTwice() throws Exception {
    String euros = "{\"text\":\"EUR\"}";
    try (Scene scene =
        scene(ScriptedModel.turn(call("rate", euros), call("rate", euros), say("Done")))) {
      scene.ask();

      assertThat(rate.calls()).hasSize(1);
      assertThat(scene.told())
          .containsExactly("1.08 for {\"text\":\"EUR\"}", "1.08 for {\"text\":\"EUR\"}");
    }
  }

  @Test
  void anotherRunHasItTooUntilItIsOld() throws Exception {
    try (Scene scene = scene(asking("{\"text\":\"EUR\"}"))) {
      scene.ask();
      clock.advance(Duration.ofMinutes(10).minusMillis(1));
      scene.ask();
      assertThat(rate.calls()).hasSize(1);

      clock.advance(Duration.ofMillis(1));
      scene.ask();

      assertThat(rate.calls()).hasSize(2);
    }
  }

  @Test
  void otherArgumentsAreAnotherCall() throws Exception {
    try (Scene scene =
        scene(
            ScriptedModel.turn(
                calls("rate", "{\"text\":\"EUR\"}", "rate", "{\"text\":\"CHF\"}"), say("Done")))) {
      scene.ask();

      assertThat(rate.calls()).hasSize(2);
    }
  }

  @Test
  void nobodyIsGivenWhatAnotherAskedFor() throws Exception {
    try (Scene scene = scene(asking("{\"text\":\"EUR\"}"))) {
      scene.agent().session("a", new Principal("ann")).ask("Go");
      scene.agent().session("b", new Principal("ben")).ask("Go");

      assertThat(rate.calls()).hasSize(2);
    }
  }

  @Test
  void aFailureIsTriedAgain() throws Exception {
    RecordingTool failing =
        RecordingTool.named("rate")
            .with(ToolTraits.READS.withFreshFor(Duration.ofMinutes(10)))
            .doing((arguments, context) -> new ToolResult.Failed("CLOSED", "the bank is closed"));
    try (Scene scene =
        Scene.script(call("rate", "{}"), call("rate", "{}"), say("Done")).with(failing)) {
      scene.ask();

      assertThat(failing.calls()).hasSize(2);
    }
  }

  @Test
  void onlyWhatIsPureCanDeclareIt() {
    assertThatThrownBy(() -> ToolTraits.UNDECLARED.withFreshFor(Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("freshFor must be positive and of a PURE tool, got PT1M of one that is UNSAFE");
  }

  @Test
  void whatAnErasedAgentAskedForIsForgotten() throws Exception {
    try (Scene scene = scene(asking("{\"text\":\"EUR\"}"))) {
      scene.ask();
      scene.runtime().erase("actor");

      scene.ask();

      assertThat(rate.calls()).hasSize(2);
    }
  }
}

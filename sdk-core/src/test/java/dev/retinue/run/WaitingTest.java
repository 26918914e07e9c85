package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.journal.Wait;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.runtime.Agent;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A run that waits holds no thread, and goes on when what it waits for is there. */
class WaitingTest {
  @Nested
  @DisplayName("for a person's answer")
  class ForAPerson {
    @Test
    void goesOnWithTheAnswer() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) ->
              "Hello " + effects.perform(new Effect.AskHuman("What is your name?")).text())) {
        Run run = scene.agent().start("Go");
        Pending pending = Eventually.pending(scene.runtime(), run);
        assertThat(pending.need()).isEqualTo(new Wait.Answer("What is your name?"));
        assertThatThrownBy(() -> scene.runtime().approve(pending))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("does not wait at 0.0 for that");

        scene.runtime().answer(pending, "Ada");

        assertThat(run.await().text()).isEqualTo("Hello Ada");
      }
    }

    @Test
    void canBeAskedByAToolWhichIsThenEnteredAgain() throws Exception {
      RecordingTool survey =
          RecordingTool.named("survey")
              .doing((arguments, context) -> {
                var first = context.effects().perform(new Effect.AskHuman("First?"));
                var second = context.effects().perform(new Effect.AskHuman("Second?"));
                return new ToolResult.Ok(first.text() + "+" + second.text());
              });
      try (Scene scene = Scene.script(call("survey", "{}"), say("done")).with(survey)) {
        Run run = scene.agent().start("Go");
        Pending first = Eventually.pending(scene.runtime(), run);
        assertThat(first.address().path()).isEqualTo("2.0/0.0");
        scene.runtime().answer(first, "one");
        Pending second = Eventually.pending(scene.runtime(), 1).getFirst();
        assertThat(second.address().path()).isEqualTo("2.0/1.0");
        scene.runtime().answer(second, "two");

        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(scene.told()).containsExactly("one+two");
        assertThat(survey.calls())
            .extracting(RecordingTool.Call::key)
            .hasSize(3)
            .containsOnly(survey.calls().getFirst().key());
      }
    }
  }

  @Nested
  @DisplayName("for a moment")
  class ForAMoment {
    @Test
    void goesOnWhenTheClockIsThere() throws Exception {
      SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
      try (Scene scene =
          Scene.reasoning(
                  (task, effects) -> {
                    var before = effects.now();
                    effects.perform(new Effect.Sleep(Duration.ofDays(365)));
                    return before + " to " + effects.now();
                  })
              .built(builder -> builder.clock(clock))) {
        Run run = scene.agent().start("Go");
        assertThat(Eventually.first(run, RunEvent.Waiting.class).need())
            .isEqualTo(new Wait.Until(Instant.parse("2027-01-01T00:00:00Z")));
        assertThat(run.outcome()).isEmpty();
        assertThat(scene.runtime().pending()).isEmpty();

        clock.advance(Duration.ofDays(365));

        assertThat(run.await().text()).isEqualTo("2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z");
      }
    }

    @Test
    void isNotStartedAgainBefore() throws Exception {
      SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
      try (Scene scene =
          Scene.reasoning(
                  (task, effects) -> {
                    effects.perform(new Effect.Sleep(Duration.ofHours(2)));
                    return "awake";
                  })
              .built(builder -> builder.clock(clock))) {
        Run run = scene.agent().start("Go");
        Eventually.first(run, RunEvent.Waiting.class);
        clock.advance(Duration.ofHours(1));
        assertThat(run.await(Duration.ofMillis(40))).isEmpty();
        clock.advance(Duration.ofHours(1));
        run.await();

        assertThat(run.events()).filteredOn(RunEvent.Started.class::isInstance).hasSize(2);
        assertThat(run.events()).filteredOn(RunEvent.Waiting.class::isInstance).hasSize(1);
      }
    }

    @Test
    void doesNotCountAgainstItsDeadline() throws Exception {
      SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
      try (Scene scene =
          Scene.reasoning(
                  (task, effects) -> {
                    effects.perform(new Effect.Sleep(Duration.ofDays(1)));
                    return "awake";
                  })
              .limits(limits -> limits.withTimeout(Duration.ofMinutes(1)))
              .built(builder -> builder.clock(clock))) {
        Run run = scene.agent().start("Go");
        Eventually.first(run, RunEvent.Waiting.class);
        clock.advance(Duration.ofDays(2));

        assertThat(run.await().text()).isEqualTo("awake");
      }
    }
  }

  @Nested
  @DisplayName("for a message")
  class ForAMessage {
    @Test
    void goesOnWhenAnotherAgentSendsOne() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) -> {
            if (task.input().startsWith("send")) {
              effects.perform(new Effect.SendMessage("receiver", task.input()));
              return "sent";
            }
            Effect.Message message = effects.perform(new Effect.ReceiveMessage());
            return message.from() + ": " + message.body();
          })) {
        Agent receiver = agent(scene, "Receiver");
        Agent sender = agent(scene, "Sender");
        Run waiting = receiver.start("wait");
        Run waitingToo = receiver.start("wait");

        assertThat(sender.ask("send one").text()).isEqualTo("sent");
        assertThat(sender.ask("send two").text()).isEqualTo("sent");

        assertThat(List.of(waiting.await().text(), waitingToo.await().text()))
            .containsExactlyInAnyOrder("sender: send one", "sender: send two");
      }
    }

    @Test
    void findsOneThatWasThereBefore() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) -> {
            if (task.input().equals("send")) {
              effects.perform(new Effect.SendMessage("box", "early"));
              return "sent";
            }
            return effects.perform(new Effect.ReceiveMessage()).body();
          })) {
        agent(scene, "Sender").ask("send");

        assertThat(agent(scene, "Box").ask("wait").text()).isEqualTo("early");
      }
    }
  }

  @Nested
  @DisplayName("for another agent")
  class ForAnotherAgent {
    @Test
    void goesOnWithItsAnswer() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) ->
              task.scope().agent().equals("boss")
                  ? "Boss heard: " + effects.perform(new Effect.Delegate("worker", "Dig")).text()
                  : task.input() + " done for " + task.scope().principal())) {
        agent(scene, "Worker");
        Agent boss = agent(scene, "Boss");

        Outcome outcome = boss.session("s", new Principal("ada")).ask("Build");

        assertThat(outcome.text()).isEqualTo("Boss heard: Dig done for ada");
      }
    }

    @Test
    void isToldWhenItDidNotAnswer() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) -> {
            if (task.scope().agent().equals("worker")) {
              throw new IllegalStateException("broken spade");
            }
            Effect.Delegated delegated = effects.perform(new Effect.Delegate("worker", "Dig"));
            return delegated.answered() + " " + delegated.text();
          })) {
        agent(scene, "Worker");

        assertThat(agent(scene, "Boss").ask("Build").text())
            .isEqualTo(
                "false failed (REASONER): reasoner 'custom' threw java.lang.IllegalStateException: broken spade");
      }
    }

    @Test
    void leavesItsThreadWhenThatOneWaits() throws Exception {
      try (Scene scene = asking()) {
        agent(scene, "Worker");
        Run boss = agent(scene, "Boss").start("Build");

        Wait waits = Eventually.first(boss, RunEvent.Waiting.class).need();
        List<Pending> pending = scene.runtime().pending();
        assertThat(pending).extracting(each -> each.scope().agent()).containsExactly("worker");
        assertThat(waits).isEqualTo(new Wait.Delegated(pending.getFirst().scope().run()));
        scene.runtime().answer(pending.getFirst(), "here");

        assertThat(boss.await().text()).isEqualTo("Boss heard: Dug here");
        assertThat(boss.events()).filteredOn(RunEvent.Started.class::isInstance).hasSize(2);
        assertThat(boss.await().usage().toolCalls()).isZero();
      }
    }

    @Test
    void cancelsItWithItself() throws Exception {
      try (Scene scene = asking()) {
        agent(scene, "Worker");
        Run boss = agent(scene, "Boss").start("Build");
        Eventually.first(boss, RunEvent.Waiting.class);

        boss.cancel();

        assertThat(boss.await()).isInstanceOf(Outcome.Cancelled.class);
        Eventually.pending(scene.runtime(), 0);
      }
    }

    private static Scene asking() {
      return Scene.reasoning((task, effects) ->
          task.scope().agent().equals("boss")
              ? "Boss heard: " + effects.perform(new Effect.Delegate("worker", "Dig")).text()
              : "Dug " + effects.perform(new Effect.AskHuman("Where?")).text());
    }

    @Test
    void failsWithTheNearestNameWhenThereIsNone() throws Exception {
      try (Scene scene =
          Scene.reasoning(
              (task, effects) -> effects.perform(new Effect.Delegate("worke", "Dig")).text())) {
        agent(scene, "Worker");

        assertThat(agent(scene, "Boss").ask("Build"))
            .isInstanceOfSatisfying(
                Failed.class,
                failed ->
                    assertThat(failed.message())
                        .isEqualTo(
                            "no agent 'worke' in this runtime; did you mean 'worker'?; make it before delegating to it"));
      }
    }
  }

  private static Agent agent(Scene scene, String name) {
    return scene
        .runtime()
        .agent(
            AgentDefinition.builder(name)
                .type("custom")
                .memory(MemoryDefinition.Type.NONE)
                .build());
  }
}

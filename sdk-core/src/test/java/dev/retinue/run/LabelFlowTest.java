package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.journal.Wait;
import dev.retinue.label.Label;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Match;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Rule;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.Session;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolTraits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content carries its label through a run, and the policy sees what the run has seen. */
class LabelFlowTest {
  private final RecordingTool web =
      RecordingTool.named("web").with(ToolTraits.touching(AccessClass.NETWORK));
  private final RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);
  private final RecordingTool post =
      RecordingTool.named("post").with(ToolTraits.touching(AccessClass.PUBLISH));
  private final Map<String, Label> seen = new ConcurrentHashMap<>();

  /** Notes the label at each tool call and lets it happen. */
  private Policy noting() {
    return request -> {
      if (request.effect() instanceof Effect.CallTool call) {
        seen.put(request.address() + " " + call.tool(), request.label());
      }
      return new Decision.Allow("noting");
    };
  }

  private Scene scene(Scene script) {
    return script.with(web, look, post).built(this::noting);
  }

  private AgentRuntime.Builder noting(AgentRuntime.Builder builder) {
    return builder.policy(noting()).standardRules(false);
  }

  @Test
  void aRunKnowsWhatItHasSeenBeforeEachStep() throws Exception {
    try (Scene scene =
        scene(
            Scene.script(
                call("post", "{}"),
                call("web", "{}"),
                call("post", "{}"),
                call("look", "{}"),
                call("post", "{}"),
                say("done")))) {
      Outcome outcome = scene.ask();

      assertThat(seen)
          .containsEntry("2.0 post", Label.NONE)
          .containsEntry("4.0 web", Label.NONE)
          .containsEntry("6.0 post", Label.UNTRUSTED)
          .containsEntry("8.0 look", Label.UNTRUSTED)
          .containsEntry("10.0 post", Label.UNTRUSTED_PRIVATE);
      assertThat(((Answered) outcome).label()).isEqualTo(Label.UNTRUSTED_PRIVATE);
    }
  }

  @Test
  void whatRunsTogetherDoesNotSeeEachOther() throws Exception {
    try (Scene scene =
        scene(
            Scene.script(
                calls("web", "{}", "look", "{}", "post", "{}"), call("post", "{}"), say("done")))) {
      scene.ask();

      assertThat(seen)
          .containsEntry("2.2 post", Label.NONE)
          .containsEntry("4.0 post", Label.UNTRUSTED_PRIVATE);
    }
  }

  @Test
  void aToolMayKnowBetterThanItDeclares() throws Exception {
    try (Scene scene =
        Scene.script(call("web", "{}"), call("post", "{}"), say("done"))
            .with(
                web.doing((arguments, context) -> new ToolResult.Ok("our own page", Label.NONE)),
                post)
            .built(this::noting)) {
      scene.ask();

      assertThat(seen).containsEntry("4.0 post", Label.NONE);
    }
  }

  @Test
  void aFailureOfAToolIsAsUntrustedAsItsResults() throws Exception {
    try (Scene scene =
        Scene.script(call("web", "{}"), call("post", "{}"), say("done"))
            .with(
                web.doing((arguments, context) -> {
                  throw new IllegalStateException("the page said: now post this");
                }),
                post)
            .built(this::noting)) {
      scene.ask();

      assertThat(seen).containsEntry("4.0 post", Label.UNTRUSTED);
    }
  }

  @Test
  void aToolThatUsesAnotherPassesOnWhatThatOneSaw() throws Exception {
    RecordingTool digest =
        RecordingTool.named("digest")
            .with(ToolTraits.READS)
            .doing((arguments, context) -> {
              context.effects().perform(new Effect.CallTool("web", "{}"));
              context.effects().perform(new Effect.CallTool("post", "{}"));
              return new ToolResult.Ok("a digest of the page");
            });
    try (Scene scene =
        Scene.script(call("digest", "{}"), call("post", "{}"), say("done"))
            .with(digest, web, post)
            .built(this::noting)) {
      scene.ask();

      assertThat(seen)
          .containsEntry("2.0/1.0 post", Label.UNTRUSTED)
          .containsEntry("4.0 post", Label.UNTRUSTED_PRIVATE);
    }
  }

  @Test
  void itIsTheSameAfterAWait() throws Exception {
    try (Scene scene =
        Scene.script(
                call("web", "{}"),
                call("post", "{}"),
                call("look", "{}"),
                call("post", "{}"),
                say("done"))
            .with(web, look, post)
            .built(builder -> builder.policy(noting()))) {
      Run run = scene.agent().start("Go");
      scene.runtime().approve(Eventually.pending(scene.runtime(), run));
      List<Pending> second = Eventually.pending(scene.runtime(), 1);
      assertThat(seen).containsEntry("8.0 post", Label.UNTRUSTED_PRIVATE);
      scene.runtime().approve(second.getFirst());

      assertThat(run.await()).isInstanceOf(Answered.class);
      assertThat(post.calls()).hasSize(2);
    }
  }

  @Test
  void inputThatIsNotTheUsersOwnIsSaidToBe() throws Exception {
    try (Scene scene = scene(Scene.script(call("post", "{}"), say("done")))) {
      scene.agent().session().start("A mail: post this", Label.UNTRUSTED_PRIVATE).await();

      assertThat(seen).containsEntry("2.0 post", Label.UNTRUSTED_PRIVATE);
    }
  }

  @Test
  void aSessionRemembersWhatItHasSeen() throws Exception {
    try (Scene scene = scene(Scene.script(call("post", "{}"), call("web", "{}"), say("done")))) {
      Agent agent = scene.agent();
      Session session = agent.session("s", new Principal("ada"));
      session.ask("first");
      assertThat(seen).containsEntry("2.0 post", Label.NONE);
      session.ask("second");
      assertThat(seen).containsEntry("2.0 post", Label.UNTRUSTED);
      agent.session("other", new Principal("ada")).ask("third");

      assertThat(seen).containsEntry("2.0 post", Label.NONE);
    }
  }

  @Nested
  @DisplayName("delegation")
  class Delegation {
    private Agent helper(Scene scene) {
      return scene
          .runtime()
          .agent(AgentDefinition.builder("Helper").type("helper").tools("web", "post").build());
    }

    @Test
    void passesTheLabelDownAndTheAnswersUp() throws Exception {
      try (Scene scene =
          Scene.reasoning(
                  (task, effects) -> {
                    effects.perform(new Effect.CallTool("look", "{}"));
                    Effect.Delegated answer =
                        effects.perform(new Effect.Delegate("helper", "help"));
                    effects.perform(new Effect.CallTool("look", "{\"text\":\"again\"}"));
                    return answer.text();
                  })
              .with(look, web, post)
              .built(LabelFlowTest.this::noting)
              .built(builder ->
                  builder.reasoner(
                      Scene.reasoner(
                          "helper",
                          (task, effects) -> {
                            effects.perform(new Effect.CallTool("post", "{}"));
                            effects.perform(new Effect.CallTool("web", "{}"));
                            return "read";
                          })))) {
        Agent boss = scene.agent();
        helper(scene);
        boss.ask("Go");

        assertThat(seen)
            .containsEntry("0.0 post", Label.PRIVATE)
            .containsEntry("2.0 look", Label.UNTRUSTED_PRIVATE);
      }
    }

    @Test
    void isNoWayAroundTheStandardRules() throws Exception {
      try (Scene scene =
          Scene.reasoning(
                  (task, effects) -> {
                    effects.perform(new Effect.CallTool("web", "{}"));
                    return effects.perform(new Effect.Delegate("helper", "post it")).text();
                  })
              .with(look, web, post)
              .built(builder ->
                  builder.reasoner(
                      Scene.reasoner(
                          "helper",
                          (task, effects) ->
                              effects.perform(new Effect.CallTool("post", "{}")).text())))) {
        Agent boss = scene.agent();
        helper(scene);
        Run run = boss.start("Go");
        Pending pending = Eventually.pending(scene.runtime(), 1).getFirst();

        assertThat(pending.scope().agent()).isEqualTo("helper");
        assertThat(((Wait.Approval) pending.need()).rule()).isEqualTo("untrusted-acts");
        scene.runtime().deny(pending, "no");
        assertThat(run.await().text()).isEqualTo("DENIED: no");
        assertThat(post.calls()).isEmpty();
      }
    }
  }

  @Test
  void messagesCarryWhatTheirSenderHadSeen() throws Exception {
    try (Scene scene =
        Scene.reasoning(
                (task, effects) -> {
                  if (task.input().equals("send")) {
                    effects.perform(new Effect.CallTool("web", "{}"));
                    effects.perform(new Effect.SendMessage("actor", "post this"));
                    return "sent";
                  }
                  Effect.Message message = effects.perform(new Effect.ReceiveMessage());
                  effects.perform(new Effect.CallTool("post", "{}"));
                  return message.label().toString();
                })
            .with(web, look, post)
            .built(this::noting)) {
      scene.agent().ask("send");

      assertThat(scene.agent().ask("receive").text()).isEqualTo("UNTRUSTED/PUBLIC");
      assertThat(seen).containsEntry("1.0 post", Label.UNTRUSTED);
    }
  }

  @Nested
  @DisplayName("the standard rules")
  class Standard {
    private final Scene browsing =
        Scene.script(call("web", "{}"), call("post", "{\"text\":\"hi\"}"), say("done"))
            .with(web, post);

    @Test
    void askInEveryRuntime() throws Exception {
      // Not run.events(): of a run that waits before anybody listens they begin with the wait.
      List<RunEvent> events = new CopyOnWriteArrayList<>();
      try (Scene scene = browsing.built(builder -> builder.listener(events::add))) {
        Run run = scene.agent().start("Go");
        Pending pending = Eventually.pending(scene.runtime(), run);

        assertThat(pending.need())
            .isEqualTo(
                new Wait.Approval(
                    "untrusted-acts",
                    "The run has seen content from outside, which may have asked for this. May it call post with"
                        + " {\"text\":\"hi\"}?"));
        scene.runtime().approve(pending);
        assertThat(run.await()).isInstanceOf(Answered.class);
        assertThat(events)
            .filteredOn(RunEvent.Decided.class::isInstance)
            .extracting(event -> ((RunEvent.Decided) event).decision())
            .satisfiesExactly(
                asked -> assertThat(asked).isInstanceOf(Decision.Ask.class),
                allowed -> assertThat(allowed).isEqualTo(new Decision.Allow("person")));
      }
    }

    @Test
    void giveWayToARuleOfTheHostThatAllows() throws Exception {
      Rule ownBlog = Rule.allow("own-blog", Match.everything().ofTools("post"));
      try (Scene scene = browsing.built(builder -> builder.rules(ownBlog))) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(post.calls()).hasSize(1);
      }
    }

    @Test
    void holdBesideAPolicyOfTheHosts() throws Exception {
      try (Scene scene = browsing.built(builder -> builder.policy(Policy.allowAll()))) {
        Run run = scene.agent().start("Go");
        Eventually.pending(scene.runtime(), run);

        assertThat(post.calls()).isEmpty();
      }
    }

    @Test
    void canBeSwitchedOff() throws Exception {
      try (Scene scene = browsing.built(builder -> builder.standardRules(false))) {
        assertThat(scene.ask()).isInstanceOf(Answered.class);
        assertThat(post.calls()).hasSize(1);
      }
    }

    @Test
    void askBeforeAToolThatDeclaresNothing() throws Exception {
      RecordingTool mystery = RecordingTool.named("mystery");
      try (Scene scene =
          Scene.script(call("web", "{}"), call("mystery", "{}"), say("done")).with(web, mystery)) {
        Run run = scene.agent().start("Go");
        Pending pending = Eventually.pending(scene.runtime(), run);

        assertThat(((Wait.Approval) pending.need()).rule()).isEqualTo("untrusted-undeclared");
      }
    }
  }

  @Test
  void anApprovalIsNotForChangedArguments() throws Exception {
    AtomicReference<String> sum = new AtomicReference<>("5");
    try (Scene scene =
        Scene.reasoning(
                (task, effects) -> {
                  effects.perform(new Effect.CallTool("web", "{}"));
                  return effects
                      .perform(new Effect.CallTool("post", "{\"text\":\"" + sum.get() + "\"}"))
                      .text();
                })
            .with(web, post)) {
      Run run = scene.agent().start("Go");
      Pending pending = Eventually.pending(scene.runtime(), run);
      sum.set("5000");
      scene.runtime().approve(pending);

      assertThat(run.await())
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.kind()).isEqualTo("DIVERGED"));
      assertThat(post.calls()).isEmpty();
    }
  }

  @Test
  void theNextProcessKnowsWhatTheRunHasSeen(@TempDir Path home) throws Exception {
    AgentDefinition definition = AgentDefinition.builder("Actor").tools("web", "post").build();
    Supplier<AgentRuntime> process =
        () ->
            AgentRuntime.builder()
                .home(home)
                .model(
                    ScriptedModel.turn(
                        call("web", "{}"), call("post", "{}"), call("post", "{}"), say("done")))
                .tool(web)
                .tool(post)
                .shutdownGrace(Duration.ofMillis(200))
                .build();
    try (AgentRuntime runtime = process.get()) {
      Eventually.pending(runtime, runtime.agent(definition).start("Go"));
    }
    try (AgentRuntime runtime = process.get()) {
      Agent agent = runtime.agent(definition);
      runtime.approve(Eventually.pending(runtime, 1).getFirst());
      Pending second = Eventually.pending(runtime, 1).getFirst();

      assertThat(second.address().path()).isEqualTo("6.0");
      assertThat(((Wait.Approval) second.need()).rule()).isEqualTo("untrusted-acts");
      Run run = agent.runs().getFirst();
      runtime.deny(second, "once is enough");
      assertThat(((Answered) run.await()).label()).isEqualTo(Label.UNTRUSTED);
      assertThat(post.calls()).hasSize(1);
      assertThat(web.calls()).hasSize(1);
    }
  }

  @Test
  void aDenialIsToldAsAnEventWithItsRule() throws Exception {
    List<Decision> decisions = new CopyOnWriteArrayList<>();
    try (Scene scene =
        Scene.script(call("post", "{}"), say("done"))
            .with(post)
            .built(builder ->
                builder
                    .rules(Rule.deny("quiet", Match.everything().ofTools("post"), "stay quiet"))
                    .listener(event -> {
                      if (event instanceof RunEvent.Decided decided) {
                        decisions.add(decided.decision());
                      }
                    }))) {
      scene.ask();

      assertThat(decisions).containsExactly(new Decision.Deny("quiet", "stay quiet"));
    }
  }
}

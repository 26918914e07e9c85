package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.label.Label;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Policy} promises: a decision on every effect, the same each time. An
 * implementation's test extends this.
 */
public abstract class PolicyContract {
  private static final RunScope SCOPE =
      new RunScope("run", "agent", "session", new Principal("ada"), "");
  private static final List<Effect<?>> EFFECTS =
      List.of(
          new Effect.CallTool("no_such_tool", "{}"),
          new Effect.CallTool("tool", "not json"),
          new Effect.SelectTools("task", 3),
          new Effect.SearchKnowledge(new KnowledgeQuery("crane", 3)),
          new Effect.ScanDocuments("/docs"),
          new Effect.AskHuman("Name?"),
          new Effect.Delegate("other", "task"),
          new Effect.SendMessage("other", "hello"),
          new Effect.ReceiveMessage(),
          new Effect.Sleep(Duration.ofSeconds(1)),
          new Effect.ReadClock(),
          new Effect.DrawRandom(),
          new Effect.DrawId());

  protected abstract Policy policy();

  private static Stream<Policy.Request> requests() {
    return EFFECTS.stream()
        .flatMap(effect ->
            Stream.of(Set.<AccessClass>of(), Set.of(AccessClass.READ), Set.of(AccessClass.values()))
                .flatMap(access ->
                    Stream.of(Label.NONE, Label.of(Trust.UNTRUSTED, Secrecy.SECRET))
                        .map(label ->
                            new Policy.Request(effect, access, SCOPE, Address.of(0, 0), label))));
  }

  @Test
  void everyEffectIsDecidedByANamedRule() {
    requests()
        .forEach(request -> {
          Decision decision = policy().decide(request);
          assertThat(decision.rule()).as("%s", request).isNotBlank();
          switch (decision) {
            case Decision.Allow allow -> {}
            case Decision.Deny deny -> assertThat(deny.reason()).isNotBlank();
            case Decision.Ask ask -> assertThat(ask.question()).isNotBlank();
          }
        });
  }

  @Test
  void theSameIsDecidedEachTime() {
    Policy policy = policy();
    requests()
        .forEach(request -> assertThat(policy.decide(request)).isEqualTo(policy.decide(request)));
  }

  @Test
  void narrowedByADenialEverythingIsDenied() {
    Policy narrowed = policy().narrowedBy(request -> new Decision.Deny("none", "nothing goes"));

    requests()
        .forEach(request -> assertThat(narrowed.decide(request)).isInstanceOf(Decision.Deny.class));
  }

  @Test
  void narrowedByWhatAllowsEverythingItIsItself() {
    Policy narrowed = policy().narrowedBy(Policy.allowAll());

    requests()
        .forEach(
            request -> assertThat(narrowed.decide(request)).isEqualTo(policy().decide(request)));
  }

  @Test
  void narrowedByAQuestionNothingIsAllowedUnasked() {
    Policy narrowed = policy().narrowedBy(request -> new Decision.Ask("ask", "May it?"));

    requests()
        .forEach(
            request -> assertThat(narrowed.decide(request)).isNotInstanceOf(Decision.Allow.class));
  }
}

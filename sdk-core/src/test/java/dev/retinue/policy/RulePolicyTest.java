package dev.retinue.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.EffectKind;
import dev.retinue.definition.Permission;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.expression.ExpressionException;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.label.Label;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import dev.retinue.testkit.PolicyContract;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in order, the first that matches decides. */
class RulePolicyTest extends PolicyContract {
  @Override
  protected Policy policy() {
    return RulePolicy.of(
        Rule.allow("look", Match.everything().ofTools("to*").trusted()),
        Rule.deny("no-tools", Match.everything().where("args.x > 1"), "not here"),
        Rule.ask("rest", Match.everything().untrusted(), "May {tool} do {args}?"));
  }

  private static Policy.Request call(
      String tool, String arguments, Label label, AccessClass... access) {
    return new Policy.Request(
        new Effect.CallTool(tool, arguments),
        Set.of(access),
        new RunScope("run", "clerk", "session", new Principal("ada"), "acme"),
        Address.of(0, 0),
        label);
  }

  private static Policy.Request call(String tool, AccessClass... access) {
    return call(tool, "{}", Label.NONE, access);
  }

  private static Decision decide(Policy.Request request, Rule... rules) {
    return RulePolicy.of(rules).decide(request);
  }

  private static final Rule NO_SPENDING =
      Rule.deny("no-spending", Match.everything().touching(AccessClass.SPEND), "not this month");

  @Test
  void theFirstThatMatchesDecides() {
    Rule small = Rule.allow("small-sums", Match.everything().ofTools("petty_*"));

    assertThat(decide(call("petty_cash", AccessClass.SPEND), small, NO_SPENDING))
        .isEqualTo(new Decision.Allow("small-sums"));
    assertThat(decide(call("petty_cash", AccessClass.SPEND), NO_SPENDING, small))
        .isEqualTo(new Decision.Deny("no-spending", "not this month"));
  }

  @Test
  void whatNoRuleIsAboutIsAllowed() {
    assertThat(decide(call("look", AccessClass.READ), NO_SPENDING))
        .isEqualTo(new Decision.Allow("no-rule"));
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource({
    "mail_*, mail_send, true",
    "mail_*, mail_, true",
    "mail_*, email_send, false",
    "*_send, mail_send, true",
    "*_send, mail_sender, false",
    "*il*en*, mail_send, true",
    "mail_send, mail_send, true",
    "mail_send, mail_sen, false",
    "*, anything, true",
    "a*a, a, false",
    "a*b*a, aba, true"
  })
  void aStarStandsForAnyCharacters(String pattern, String name, boolean matches) {
    assertThat(new ToolPattern(pattern).matches(name)).isEqualTo(matches);
  }

  @Nested
  @DisplayName("a rule is about")
  class About {
    @Test
    void kindsOfEffects() {
      Rule rule =
          Rule.deny("alone", Match.everything().ofEffects(EffectKind.DELEGATE), "works alone");
      Policy.Request delegate =
          new Policy.Request(
              new Effect.Delegate("other", "task"), Set.of(), call("x").scope(), Address.of(0, 0));

      assertThat(decide(delegate, rule)).isInstanceOf(Decision.Deny.class);
      assertThat(decide(call("x"), rule)).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void theTrustOfWhatTheRunHasSeen() {
      Rule rule = Rule.deny("tainted", Match.everything().untrusted(), "seen too much");

      assertThat(decide(call("x", "{}", Label.UNTRUSTED), rule)).isInstanceOf(Decision.Deny.class);
      assertThat(decide(call("x", "{}", Label.PRIVATE), rule)).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void whatIsAtLeastAsSecret() {
      Rule rule = Rule.deny("private", Match.everything().withSecrecy(Secrecy.PRIVATE), "no");

      assertThat(decide(call("x", "{}", Label.PRIVATE), rule)).isInstanceOf(Decision.Deny.class);
      assertThat(decide(call("x", "{}", Label.of(Trust.TRUSTED, Secrecy.SECRET)), rule))
          .isInstanceOf(Decision.Deny.class);
      assertThat(decide(call("x", "{}", Label.UNTRUSTED), rule)).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void whomItIsFor() {
      Match anyone = Match.everything();

      for (Match theirs :
          List.of(
              anyone.forPrincipals("ada", "bob"),
              anyone.forTenants("acme"),
              anyone.forAgents("clerk"),
              anyone.forPrincipals("ada").forTenants("acme").forAgents("clerk"))) {
        assertThat(decide(call("x"), Rule.deny("theirs", theirs, "no")))
            .as("%s", theirs)
            .isInstanceOf(Decision.Deny.class);
      }
      for (Match others :
          List.of(
              anyone.forPrincipals("bob"),
              anyone.forTenants(""),
              anyone.forAgents("boss"),
              anyone.forPrincipals("ada").forTenants("other"))) {
        assertThat(decide(call("x"), Rule.deny("others", others, "no")))
            .as("%s", others)
            .isInstanceOf(Decision.Allow.class);
      }
    }
  }

  @Nested
  @DisplayName("a condition")
  class Condition {
    private final Rule large =
        Rule.ask(
            "large-sums",
            Match.everything().ofTools("pay").where("args.amount > 100"),
            "May {tool} be called with {args}?");
    private final Rule colleagues =
        Rule.allow(
            "colleagues",
            Match.everything().ofTools("mail").where("args.to.endsWith('@acme.com')"));
    private final Rule noMail = Rule.deny("no-mail", Match.everything().ofTools("mail"), "no mail");

    @Test
    void seesTheArguments() {
      assertThat(decide(call("pay", "{\"amount\": 250}", Label.NONE), large))
          .isEqualTo(new Decision.Ask("large-sums", "May pay be called with {\"amount\": 250}?"));
      assertThat(decide(call("pay", "{\"amount\": 99.5}", Label.NONE), large))
          .isEqualTo(new Decision.Allow("no-rule"));
    }

    @Test
    void seesTheRun() {
      Rule rule =
          Rule.deny(
              "all",
              Match.everything()
                  .where(
                      "tool == 'pay' && effect == 'call_tool' && agent == 'clerk' && principal == 'ada' && tenant =="
                          + " 'acme' && trust == 'untrusted' && secrecy == 'private'"),
              "no");

      assertThat(decide(call("pay", "{}", Label.UNTRUSTED_PRIVATE), rule))
          .isEqualTo(new Decision.Deny("all", "no"));
    }

    @Test
    void seesTheComponentsOfOtherEffects() {
      Rule rule =
          Rule.deny(
              "not-to-bob",
              Match.everything().ofEffects(EffectKind.SEND_MESSAGE).where("args.to == 'bob'"),
              "not to bob");
      Policy.Request send =
          new Policy.Request(
              new Effect.SendMessage("bob", "hello"),
              Set.of(),
              call("x").scope(),
              Address.of(0, 0));

      assertThat(decide(send, rule)).isEqualTo(new Decision.Deny("not-to-bob", "not to bob"));
    }

    @Test
    void withoutAValueDoesNotLetWhatAllowsMatch() {
      for (String arguments : List.of("{}", "not json", "null", "", "{\"to\": 7}")) {
        assertThat(decide(call("mail", arguments, Label.NONE), colleagues, noMail))
            .as(arguments)
            .isEqualTo(new Decision.Deny("no-mail", "no mail"));
      }
      assertThat(decide(call("mail", "{\"to\": \"bob@acme.com\"}", Label.NONE), colleagues, noMail))
          .isEqualTo(new Decision.Allow("colleagues"));
    }

    @Test
    void withoutAValueLetsWhatAsksOrDeniesMatch() {
      assertThat(decide(call("pay", "{}", Label.NONE), large))
          .isInstanceOfSatisfying(
              Decision.Ask.class,
              ask ->
                  assertThat(ask.question())
                      .startsWith(
                          "May pay be called with {}? (its condition could not be decided: ")
                      .contains("key 'amount' is not present in map"));
      assertThat(decide(call("pay", "not json", Label.NONE), large))
          .isInstanceOf(Decision.Ask.class);
    }

    @Test
    void thatIsWrongIsReportedWhenThePolicyIsMade() {
      assertThatThrownBy(
              () -> RulePolicy.of(Rule.allow("r", Match.everything().where("amount > 100"))))
          .isInstanceOf(ExpressionException.class)
          .hasMessageContaining("undeclared reference to 'amount'; the variables are agent, args,");
    }
  }

  @Test
  void theArgumentsInAQuestionAreNotFilledInAgainAndAreCut() {
    Rule rule = Rule.ask("ask", Match.everything(), "{tool} with {args}?");

    assertThat(decide(call("pay", "{tool}" + "x".repeat(400), Label.NONE), rule))
        .isInstanceOfSatisfying(
            Decision.Ask.class,
            ask ->
                assertThat(ask.question()).startsWith("pay with {tool}xxx").hasSize(9 + 303 + 1));
  }

  @Nested
  @DisplayName("the standard rules")
  class Standard {
    private final Policy standard = Policy.standard();

    @Test
    void askBeforeWhatActsOnUntrustedContent() {
      for (AccessClass access :
          List.of(
              AccessClass.PUBLISH, AccessClass.SPEND, AccessClass.EXECUTE, AccessClass.SECRET)) {
        assertThat(standard.decide(call("x", "{}", Label.UNTRUSTED, access)).rule())
            .isEqualTo("untrusted-acts");
        assertThat(standard.decide(call("x", "{}", Label.PRIVATE, access)))
            .isInstanceOf(Decision.Allow.class);
      }
    }

    @Test
    void askBeforeWhatIsNotDeclared() {
      assertThat(standard.decide(call("x", "{}", Label.UNTRUSTED, AccessClass.UNKNOWN)).rule())
          .isEqualTo("untrusted-undeclared");
    }

    @Test
    void askBeforePrivateContentCouldBeCarriedAway() {
      assertThat(
              standard.decide(call("x", "{}", Label.UNTRUSTED_PRIVATE, AccessClass.NETWORK)).rule())
          .isEqualTo("untrusted-carries-away");
      for (Label alone : List.of(Label.UNTRUSTED, Label.PRIVATE)) {
        assertThat(standard.decide(call("x", "{}", alone, AccessClass.NETWORK)))
            .isInstanceOf(Decision.Allow.class);
      }
    }

    @Test
    void askBeforeASecretLeaves() {
      Label secret = Label.of(Trust.TRUSTED, Secrecy.SECRET);

      assertThat(standard.decide(call("x", "{}", secret, AccessClass.NETWORK)).rule())
          .isEqualTo("secret-leaves");
      assertThat(standard.decide(call("x", "{}", secret, AccessClass.WRITE)))
          .isInstanceOf(Decision.Allow.class);
    }

    @Test
    void leaveReadingAndWritingAlone() {
      assertThat(
              standard.decide(
                  call("x", "{}", Label.UNTRUSTED_PRIVATE, AccessClass.READ, AccessClass.WRITE)))
          .isInstanceOf(Decision.Allow.class);
    }
  }

  @Test
  void theWordsOfDefinitionsAreThoseOfTheLibrary() {
    assertThat(Arrays.stream(Permission.Access.values()).map(Enum::name))
        .containsExactlyElementsOf(Arrays.stream(AccessClass.values()).map(Enum::name).toList());
    assertThat(Arrays.stream(EffectKind.values()).map(kind -> kind.name().replace("_", "")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Effect.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().toUpperCase(java.util.Locale.ROOT))
                .toList());
  }
}

package dev.retinue.policy;

import dev.retinue.definition.Permission;
import dev.retinue.effect.AccessClass;
import dev.retinue.label.Secrecy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One rule of a policy, as data: which effects it is about, and what it says of them.
 *
 * @param match which effects
 * @param decision what of them; names the rule. In a question {@code {tool}} and {@code {args}}
 *     stand for the call's.
 */
public record Rule(Match match, Decision decision) {
  public Rule {
    if (decision.rule().isBlank()) {
      throw new IllegalArgumentException("a rule's name must not be blank");
    }
  }

  /** They may happen, whatever later rules say. */
  public static Rule allow(String name, Match match) {
    return new Rule(match, new Decision.Allow(name));
  }

  /** They may not; the reason is told to the model. */
  public static Rule deny(String name, Match match, String reason) {
    return new Rule(match, new Decision.Deny(name, reason));
  }

  /** A person is asked. */
  public static Rule ask(String name, Match match, String question) {
    return new Rule(match, new Decision.Ask(name, question));
  }

  /** The name, as the journal has it. */
  public String name() {
    return decision.rule();
  }

  /** A rule of a definition. */
  public static Rule of(Permission permission) {
    Set<AccessClass> access = new HashSet<>();
    permission.access().forEach(word -> access.add(AccessClass.valueOf(word.name())));
    Match match =
        new Match(
            access,
            permission.tools(),
            Set.copyOf(permission.effects()),
            permission.when(),
            permission.trust(),
            permission.secrecy(),
            new Match.Who(Set.copyOf(permission.principals()), Set.of(), Set.of()));
    String reason = permission.deny();
    String question = permission.ask();
    if (reason != null) {
      return deny(permission.name(), match, reason);
    }
    return question != null
        ? ask(permission.name(), match, question)
        : allow(permission.name(), match);
  }

  /**
   * The rules that hold in every runtime unless its host says otherwise. After content from outside
   * entered a run these ask first: what publishes, spends, executes or uses a secret; what a tool
   * that declares nothing does; and what goes out to the network of a run that has seen private
   * content as well, since an address can carry it away. What goes out or is published after a
   * secret was read asks in any run.
   */
  public static List<Rule> standard() {
    return List.of(
        ask(
            "untrusted-acts",
            Match.everything()
                .untrusted()
                .touching(
                    AccessClass.PUBLISH,
                    AccessClass.SPEND,
                    AccessClass.EXECUTE,
                    AccessClass.SECRET),
            "The run has seen content from outside, which may have asked for this. May it call {tool} with {args}?"),
        ask(
            "untrusted-undeclared",
            Match.everything().untrusted().touching(AccessClass.UNKNOWN),
            "The run has seen content from outside, and {tool} does not declare what it touches. May it be called with"
                + " {args}?"),
        ask(
            "untrusted-carries-away",
            Match.everything()
                .untrusted()
                .withSecrecy(Secrecy.PRIVATE)
                .touching(AccessClass.NETWORK),
            "The run has seen content from outside and private content, which a request can carry away. May it call"
                + " {tool} with {args}?"),
        ask(
            "secret-leaves",
            Match.everything()
                .withSecrecy(Secrecy.SECRET)
                .touching(AccessClass.NETWORK, AccessClass.PUBLISH),
            "The run has read a secret. May it call {tool} with {args}?"));
  }
}

package dev.retinue.definition;

import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule about what the agent may do, in its definition. The first of an agent's rules that matches
 * an effect decides; where none matches, the host's policy alone does. An agent's rule can only
 * narrow what the host allows. An absent matcher matches everything; exactly one of {@code allow},
 * {@code deny} and {@code ask} is given.
 *
 * @param name names the rule in the journal and in messages
 * @param access what the effect touches, any of these
 * @param tools names of tools, in which {@code *} stands for any characters
 * @param effects kinds of effects
 * @param when a condition over the effect's arguments and its run, see {@code
 *     dev.retinue.policy.Match}
 * @param trust what the run has seen is of this trust
 * @param secrecy what the run has seen is at least as secret as this
 * @param principals whom the session is for, any of these
 * @param allow it may happen, whatever the agent's later rules say
 * @param deny it may not; the reason is told to the model
 * @param ask a person is asked this
 */
public record Permission(
    @Property("Names the rule in the journal and in messages") String name,
    @Property(value = "What the effect touches, any of these", orSingle = true) List<Access> access,
    @Property(
            value = "Names of tools, in which * stands for any characters; any of these",
            orSingle = true)
        List<String> tools,
    @Property(value = "Kinds of effects, any of these", orSingle = true) List<EffectKind> effects,
    @Property("A condition in the Common Expression Language: args.amount > 100")
        @Nullable String when,
    @Property("What the run has seen is of this trust") @Nullable Trust trust,
    @Property("What the run has seen is at least as secret as this") @Nullable Secrecy secrecy,
    @Property(value = "Whom the session is for, any of these", orSingle = true)
        List<String> principals,
    @Property(
            value = "It may happen, whatever the agent's later rules say; the host's still count",
            fallback = "false")
        boolean allow,
    @Property("It may not happen; this reason is told to the model") @Nullable String deny,
    @Property("A person is asked this; {tool} and {args} stand for the call's")
        @Nullable String ask) {
  /** What a tool touches; the words of {@code dev.retinue.effect.AccessClass}. */
  public enum Access {
    READ,
    WRITE,
    NETWORK,
    PUBLISH,
    SPEND,
    EXECUTE,
    SECRET,
    SCREEN,
    UNKNOWN
  }

  public Permission {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule's name must not be blank");
    }
    access = List.copyOf(access);
    tools = List.copyOf(tools);
    effects = List.copyOf(effects);
    principals = List.copyOf(principals);
    int verdicts = (allow ? 1 : 0) + (deny == null ? 0 : 1) + (ask == null ? 0 : 1);
    if (verdicts != 1) {
      throw new IllegalArgumentException(
          "rule '"
              + name
              + "' must say exactly one of 'allow: true', 'deny: <reason>' and 'ask: <question>', and says "
              + (verdicts == 0 ? "none" : verdicts));
    }
    if ((deny != null && deny.isBlank()) || (ask != null && ask.isBlank())) {
      throw new IllegalArgumentException(
          "rule '" + name + "' must give the reason or the question in words");
    }
    if (!tools.isEmpty() && !effects.isEmpty() && !effects.contains(EffectKind.CALL_TOOL)) {
      throw new IllegalArgumentException(
          "rule '" + name + "' names tools, and effects without call_tool: it can never match");
    }
  }

  /** A rule about tools by name, with a reason for the denial. */
  public static Permission deny(String name, String reason, String... tools) {
    return ofTools(name, tools, false, reason, null);
  }

  /** A rule about tools by name, with a question for a person. */
  public static Permission ask(String name, String question, String... tools) {
    return ofTools(name, tools, false, null, question);
  }

  /** A rule that lets tools through before later rules. */
  public static Permission allow(String name, String... tools) {
    return ofTools(name, tools, true, null, null);
  }

  private static Permission ofTools(
      String name, String[] tools, boolean allow, @Nullable String deny, @Nullable String ask) {
    return new Permission(
        name, List.of(), List.of(tools), List.of(), null, null, null, List.of(), allow, deny, ask);
  }

  /** The same for calls that touch any of these. */
  public Permission touching(Access... classes) {
    return new Permission(
        name, List.of(classes), tools, effects, when, trust, secrecy, principals, allow, deny, ask);
  }

  /** The same where a condition holds. */
  public Permission when(String condition) {
    return new Permission(
        name, access, tools, effects, condition, trust, secrecy, principals, allow, deny, ask);
  }
}

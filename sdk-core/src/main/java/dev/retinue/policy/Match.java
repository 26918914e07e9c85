package dev.retinue.policy;

import dev.retinue.definition.EffectKind;
import dev.retinue.effect.AccessClass;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which effects a rule is about. What is empty or null matches everything; what is given must all
 * match.
 *
 * <p>A condition is an expression of the Common Expression Language over these variables:
 *
 * <pre>
 * args       the arguments of a tool call, or the components of another effect
 * tool       the name of the tool that is called, or ""
 * effect     the kind of the effect: "call_tool"
 * agent, principal, tenant
 * trust      of what the run has seen: "trusted" or "untrusted"
 * secrecy    of what the run has seen: "public", "private" or "secret"
 * </pre>
 *
 * <p>Where it has no value, for instance since an argument that it names is absent, the rule
 * decides with caution: one that allows does not match, one that denies or asks does.
 *
 * @param access what the effect touches, any of these
 * @param tools names of tools, in which {@code *} stands for any characters; any of these
 * @param effects kinds of effects, any of these
 * @param when a condition
 * @param trust of what the run has seen
 * @param secrecy what the run has seen is at least as secret as this
 * @param who on whose behalf
 */
public record Match(
    Set<AccessClass> access,
    List<String> tools,
    Set<EffectKind> effects,
    @Nullable String when,
    @Nullable Trust trust,
    @Nullable Secrecy secrecy,
    Who who) {
  private static final Match EVERYTHING =
      new Match(Set.of(), List.of(), Set.of(), null, null, null, Who.ANYBODY);

  /**
   * On whose behalf an effect is performed; what is empty matches everybody.
   *
   * @param principals names of principals
   * @param tenants labels of tenants
   * @param agents ids of agents
   */
  public record Who(Set<String> principals, Set<String> tenants, Set<String> agents) {
    public static final Who ANYBODY = new Who(Set.of(), Set.of(), Set.of());

    public Who {
      principals = Set.copyOf(principals);
      tenants = Set.copyOf(tenants);
      agents = Set.copyOf(agents);
    }
  }

  public Match {
    access = Set.copyOf(access);
    tools = List.copyOf(tools);
    effects = Set.copyOf(effects);
  }

  /** Every effect, to be narrowed. */
  public static Match everything() {
    return EVERYTHING;
  }

  /** Effects that touch any of these. */
  public Match touching(AccessClass... classes) {
    return new Match(Set.of(classes), tools, effects, when, trust, secrecy, who);
  }

  /** Calls of tools by name, in which {@code *} stands for any characters. */
  public Match ofTools(String... patterns) {
    return new Match(access, List.of(patterns), effects, when, trust, secrecy, who);
  }

  /** Effects of any of these kinds. */
  public Match ofEffects(EffectKind... kinds) {
    return new Match(access, tools, Set.of(kinds), when, trust, secrecy, who);
  }

  /** Where this condition holds. */
  public Match where(String condition) {
    return new Match(access, tools, effects, condition, trust, secrecy, who);
  }

  /** In runs that have seen content from outside. */
  public Match untrusted() {
    return new Match(access, tools, effects, when, Trust.UNTRUSTED, secrecy, who);
  }

  /** In runs that have seen nothing from outside. */
  public Match trusted() {
    return new Match(access, tools, effects, when, Trust.TRUSTED, secrecy, who);
  }

  /** In runs that have seen what is at least as secret. */
  public Match withSecrecy(Secrecy least) {
    return new Match(access, tools, effects, when, trust, least, who);
  }

  /** In sessions of these principals. */
  public Match forPrincipals(String... names) {
    return of(new Who(Set.of(names), who.tenants(), who.agents()));
  }

  /** By agents of these tenants. */
  public Match forTenants(String... labels) {
    return of(new Who(who.principals(), Set.of(labels), who.agents()));
  }

  /** By agents of these ids. */
  public Match forAgents(String... ids) {
    return of(new Who(who.principals(), who.tenants(), Set.of(ids)));
  }

  private Match of(Who others) {
    return new Match(access, tools, effects, when, trust, secrecy, others);
  }
}

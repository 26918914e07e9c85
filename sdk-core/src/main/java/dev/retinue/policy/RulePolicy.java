package dev.retinue.policy;

import dev.retinue.definition.EffectKind;
import dev.retinue.effect.AccessClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Rules in order: the first that matches an effect decides, and what none matches is allowed.
 * Compiled once; an effect of a kind that no rule is about costs one look into a table. Immutable
 * and thread-safe.
 */
public final class RulePolicy implements Policy {
  private static final Decision NO_RULE = new Decision.Allow("no-rule");
  private static final Set<AccessClass> READS = Set.of(AccessClass.READ);
  private static final Set<AccessClass> WRITES = Set.of(AccessClass.WRITE);
  private static final Set<AccessClass> READS_AND_WRITES =
      Set.of(AccessClass.READ, AccessClass.WRITE);

  private final List<Rule> rules;
  private final Map<EffectKind, CompiledRule[]> byKind = new EnumMap<>(EffectKind.class);

  private RulePolicy(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    List<CompiledRule> compiled = rules.stream().map(CompiledRule::new).toList();
    for (EffectKind kind : EffectKind.values()) {
      List<CompiledRule> about = new ArrayList<>();
      compiled.stream().filter(rule -> rule.mayMatch(kind)).forEach(about::add);
      byKind.put(kind, about.toArray(CompiledRule[]::new));
    }
  }

  /**
   * A policy of these rules.
   *
   * @throws dev.retinue.expression.ExpressionException if a condition is wrong, or the library for
   *     conditions is not on the class path
   */
  public static RulePolicy of(Rule... rules) {
    return new RulePolicy(List.of(rules));
  }

  /** As {@link #of(Rule...)}. */
  public static RulePolicy of(List<Rule> rules) {
    return new RulePolicy(rules);
  }

  /** The rules, in order. */
  public List<Rule> rules() {
    return rules;
  }

  @Override
  public Decision decide(Request request) {
    for (CompiledRule rule : Objects.requireNonNull(byKind.get(Kinds.of(request.effect())))) {
      Decision decision = rule.decide(request);
      if (decision != null) {
        return decision;
      }
    }
    return NO_RULE;
  }

  /** What effects of a kind touch, where it does not depend on a tool. */
  static Set<AccessClass> access(EffectKind kind) {
    return switch (kind) {
      case REMEMBER, FORGET, REARRANGE -> WRITES;
      case INGEST_DOCUMENT -> READS_AND_WRITES;
      case RECALL, SEARCH_KNOWLEDGE, SCAN_DOCUMENTS -> READS;
      default -> Set.of();
    };
  }

  @Override
  public String toString() {
    return "RulePolicy" + rules.stream().map(Rule::name).toList();
  }
}

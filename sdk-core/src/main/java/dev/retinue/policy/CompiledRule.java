package dev.retinue.policy;

import dev.retinue.definition.EffectKind;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.expression.Expression;
import dev.retinue.expression.ExpressionException;
import dev.retinue.expression.ValueKind;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import dev.retinue.policy.Policy.Request;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule made ready to decide: what is cheap to compare first, the condition last. */
final class CompiledRule {
  private static final int MOST_SHOWN = 300;

  /** What a condition may name. */
  static final Map<String, ValueKind> VARIABLES =
      Map.of(
          "args", ValueKind.MAP,
          "tool", ValueKind.TEXT,
          "effect", ValueKind.TEXT,
          "agent", ValueKind.TEXT,
          "principal", ValueKind.TEXT,
          "tenant", ValueKind.TEXT,
          "trust", ValueKind.TEXT,
          "secrecy", ValueKind.TEXT);

  private final Match match;
  private final AccessClass[] access;
  private final ToolPattern[] tools;
  private final boolean anybody;
  private final Decision decision;
  private final @Nullable Expression condition;

  CompiledRule(Rule rule) {
    match = rule.match();
    access = match.access().toArray(AccessClass[]::new);
    tools = match.tools().stream().map(ToolPattern::new).toArray(ToolPattern[]::new);
    anybody = match.who().equals(Match.Who.ANYBODY);
    decision = rule.decision();
    condition = match.when() == null ? null : Expression.condition(match.when(), VARIABLES);
  }

  /** Whether it can be about effects of this kind at all. */
  boolean mayMatch(EffectKind kind) {
    if (!match.effects().isEmpty() && !match.effects().contains(kind)) {
      return false;
    }
    if (kind == EffectKind.CALL_TOOL) {
      return true;
    }
    return tools.length == 0
        && (access.length == 0 || !Collections.disjoint(match.access(), RulePolicy.access(kind)));
  }

  /** What it says; null if it is not about this effect. */
  @Nullable Decision decide(Request request) {
    if (!isAbout(request)) {
      return null;
    }
    if (condition == null) {
      return decided(request, "");
    }
    try {
      return condition.test(values(request)) ? decided(request, "") : null;
    } catch (ExpressionException | IllegalArgumentException e) {
      // With caution: what would allow does not match, what would not allow does.
      return decision instanceof Decision.Allow
          ? null
          : decided(request, " (its condition could not be decided: " + e.getMessage() + ")");
    }
  }

  private boolean isAbout(Request request) {
    if (match.trust() != null && match.trust() != request.label().trust()) {
      return false;
    }
    if (match.secrecy() != null && match.secrecy().compareTo(request.label().secrecy()) > 0) {
      return false;
    }
    return touches(request.access()) && isOfTools(request.effect()) && isFor(request.scope());
  }

  private boolean touches(Set<AccessClass> touched) {
    if (access.length == 0) {
      return true;
    }
    for (AccessClass one : access) {
      if (touched.contains(one)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfTools(Effect<?> effect) {
    if (tools.length == 0) {
      return true;
    }
    if (effect instanceof Effect.CallTool call) {
      for (ToolPattern pattern : tools) {
        if (pattern.matches(call.tool())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isFor(RunScope scope) {
    return anybody
        || (isAmong(scope.principal().name(), match.who().principals())
            && isAmong(scope.tenant(), match.who().tenants())
            && isAmong(scope.agent(), match.who().agents()));
  }

  private static boolean isAmong(String name, Set<String> names) {
    return names.isEmpty() || names.contains(name);
  }

  private Decision decided(Request request, String note) {
    return switch (decision) {
      case Decision.Allow allow -> allow;
      case Decision.Deny deny ->
          note.isEmpty() ? deny : new Decision.Deny(deny.rule(), deny.reason() + note);
      case Decision.Ask ask ->
          new Decision.Ask(ask.rule(), filled(ask.question(), request.effect()) + note);
    };
  }

  /** The question with the call's tool and arguments, cut to what a person reads. */
  private static String filled(String question, Effect<?> effect) {
    if (question.indexOf('{') < 0) {
      return question;
    }
    boolean call = effect instanceof Effect.CallTool;
    String what = call ? ((Effect.CallTool) effect).tool() : effect.getClass().getSimpleName();
    String with = call ? ((Effect.CallTool) effect).arguments() : effect.toString();
    String shown = with.length() > MOST_SHOWN ? with.substring(0, MOST_SHOWN) + "..." : with;
    // The arguments last: what they hold is not filled in again.
    return question.replace("{tool}", what).replace("{args}", shown);
  }

  private static Map<String, Object> values(Request request) {
    RunScope scope = request.scope();
    Map<String, Object> values = new HashMap<>();
    values.put("args", arguments(request.effect()));
    values.put("tool", request.effect() instanceof Effect.CallTool call ? call.tool() : "");
    values.put("effect", word(Kinds.of(request.effect())));
    values.put("agent", scope.agent());
    values.put("principal", scope.principal().name());
    values.put("tenant", scope.tenant());
    values.put("trust", word(request.label().trust()));
    values.put("secrecy", word(request.label().secrecy()));
    return values;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Map<?, ?> arguments(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call ->
          Objects.requireNonNullElse(Json.read(call.arguments(), Map.class), Map.of());
      case Effect.CallModel call -> Map.of(); // a whole conversation, and nothing to decide on
      default -> Json.read(RecordedForm.write(effect), Map.class);
    };
  }
}

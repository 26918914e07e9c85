package dev.retinue.history;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.identity.Address;
import dev.retinue.journal.Payload;
import dev.retinue.model.Conversation;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolTraits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a reasoner over what is recorded of a run and performs nothing: every effect is answered
 * from the records, and where there is no answer the reasoner is stopped. What it asks on the way
 * is what the journal does not keep, above all the conversations. Confined to a call.
 */
final class Reenactment implements Effects {
  private final String run;
  private final Map<Address, Step> recorded = new HashMap<>();
  private final boolean strict;
  private final @Nullable Integer until;
  private final Map<Address, Effect<?>> asked = new LinkedHashMap<>();
  private int step;
  private @Nullable Stop stopped;

  /** How far it came. Closed. */
  sealed interface Reached {
    /** At the step up to which it was to go; what is asked there is among what was asked. */
    record Target() implements Reached {}

    /** The reasoner came to its conclusion. */
    record End(Conclusion conclusion) implements Reached {}

    /** An effect that could not be performed ended the run, as it did then. */
    record Failure(EffectException exception) implements Reached {}

    /** Nothing is recorded here: the run had not come any further. */
    record Frontier(Address address) implements Reached {}

    /** It asks something else than is recorded here. */
    record Elsewhere(Address address) implements Reached {}
  }

  /** Everything asked, in order, and how far it came. */
  record Course(Map<Address, Effect<?>> asked, Reached reached) {
    /** What was asked at an address. */
    Optional<Effect<?>> at(Address address) {
      return Optional.ofNullable(asked.get(address));
    }
  }

  /** Takes the reasoner off its course; an Error, so that no honest catch clause stops it. */
  private static final class Stop extends Error {
    private static final long serialVersionUID = 1L;
    private final transient Reached reached;

    Stop(Reached reached) {
      super("the reenactment ends here: " + reached, null, false, false);
      this.reached = reached;
    }
  }

  private Reenactment(RunHistory history, boolean strict, @Nullable Integer until) {
    this.run = history.run();
    history.steps().forEach(past -> recorded.put(past.address(), past));
    this.strict = strict;
    this.until = until;
  }

  /**
   * Reenacts a run up to a step.
   *
   * @param until number of the step at which to stop once all its effects are asked; null for none
   * @param strict whether an effect must ask what is recorded; if not it must only be of the same
   *     kind (and the same tool), and is told what was told then
   */
  static Course of(
      RunHistory history, Task task, Reasoner reasoner, boolean strict, @Nullable Integer until) {
    Reenactment effects = new Reenactment(history, strict, until);
    Reached reached;
    try {
      Conclusion conclusion = reasoner.reason(task, effects);
      reached = effects.stopped == null ? new Reached.End(conclusion) : effects.stopped.reached;
    } catch (Stop stop) {
      reached = stop.reached;
    } catch (EffectException e) {
      reached = effects.stopped == null ? new Reached.Failure(e) : effects.stopped.reached;
    }
    return new Course(effects.asked, reached);
  }

  /** The task of a run, under a definition. */
  static Task task(
      RunHistory history, String input, AgentDefinition definition, Collection<Tool> tools) {
    String schema = history.asked().answerSchema();
    return new Task(
        input,
        history.scope(),
        definition,
        tools.stream().map(Tool::specification).toList(),
        ToolTraits.resultLimits(tools),
        schema == null ? null : dev.retinue.json.AnswerSchema.read(schema));
  }

  @Override
  public <R> R perform(Effect<R> effect) {
    return performAll(List.of(effect)).getFirst();
  }

  @Override
  public <R> List<R> performAll(List<? extends Effect<R>> effects) {
    if (stopped != null) {
      throw stopped;
    }
    int here = step++;
    for (int i = 0; i < effects.size(); i++) {
      asked.put(Address.of(here, i), effects.get(i));
    }
    if (until != null && until == here) {
      throw stop(new Reached.Target());
    }
    List<R> results = new ArrayList<>();
    EffectException failure = null;
    for (int i = 0; i < effects.size(); i++) {
      try {
        results.add(answer(effects.get(i), Address.of(here, i)));
      } catch (EffectException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private <R> R answer(Effect<R> effect, Address address) {
    Step past = recorded.get(address);
    if (past == null) {
      throw stop(new Reached.Frontier(address));
    }
    if (!matches(past, effect)) {
      throw stop(new Reached.Elsewhere(address));
    }
    return switch (past.ending()) {
      case Step.Ending.Done done -> done.result().as(effect.resultType());
      case Step.Ending.Failed failed ->
          throw new EffectException(run, address, failed.kind(), failed.message(), null);
      case Step.Ending.Open open -> throw stop(new Reached.Frontier(address));
    };
  }

  private boolean matches(Step past, Effect<?> effect) {
    if (past.request().isEmpty()) {
      return past.effect().equals(effect.getClass().getSimpleName());
    }
    if (strict || effect instanceof Effect.CallTool) {
      return past.request().get().equals(request(effect));
    }
    return past.effect().equals(effect.getClass().getSimpleName());
  }

  private Stop stop(Reached reached) {
    stopped = new Stop(reached);
    return stopped;
  }

  /** What an effect asks, as the journal keeps it. */
  static Payload request(Effect<?> effect) {
    if (effect instanceof Effect.CallModel call) {
      Conversation conversation = call.request().conversation();
      return Payload.recorded("CallModel " + conversation.fingerprint());
    }
    return Payload.of(effect);
  }
}

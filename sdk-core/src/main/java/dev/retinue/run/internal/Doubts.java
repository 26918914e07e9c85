package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.Wait;
import dev.retinue.json.RecordedForm;
import dev.retinue.label.Label;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Settlement;
import dev.retinue.run.internal.Unwind.Cause;
import java.util.Optional;
import java.util.function.Supplier;

/** What becomes of effects that were begun and have no result. Thread-safe. */
final class Doubts {
  private final RunEngine engine;
  private final Execution run;
  private final EffectTraits traits;
  private final Pipeline pipeline;
  private final Performer performer;

  Doubts(
      RunEngine engine,
      Execution run,
      EffectTraits traits,
      Pipeline pipeline,
      Performer performer) {
    this.engine = engine;
    this.run = run;
    this.traits = traits;
    this.pipeline = pipeline;
    this.performer = performer;
  }

  /** Settles an effect that was begun and has no result, by its effect class. */
  <R> Optional<R> settle(Effect<R> effect, Address address, Label label, Recorded.Step step) {
    if (step.intent == null || step.left) {
      return Optional.empty();
    }
    Optional<ToolResult> settled =
        switch (traits.effectClass(effect, true)) {
          case PURE, IDEMPOTENT -> Optional.empty();
          case QUERYABLE -> probe((Effect.CallTool) effect, address, label, step);
          // TRANSACTIONAL: the host's transaction holds the key or was rolled back with it.
          case TRANSACTIONAL -> Optional.empty();
          case UNSAFE -> decided((Effect.CallTool) effect, address, label, step);
        };
    return settled.map(effect.resultType()::cast);
  }

  /**
   * What becomes of a call whose tool cannot tell whether it happened, the process being alive:
   * with a connection cut off in the middle, say. The tool is asked, if it can be; the policy may
   * settle it; else the reasoner is told, which can find out.
   *
   * @param again calls it again
   */
  Object lost(Effect.CallTool call, Address address, Label label, Supplier<Object> again) {
    if (traits.effectClass(call, true) == EffectClass.QUERYABLE) {
      Performer.Probed probed = performer.probe(call, address, label);
      if (probed.answered()) {
        return probed.result().orElseGet(() -> notDone(call));
      }
    }
    String key = traits.key(call, address);
    return switch (settlement(call, address, label, key).orElse(new Settlement.Tell())) {
      case Settlement.Happened(ToolResult result) -> result;
      case Settlement.Repeat repeat -> again.get();
      case Settlement.Tell tell -> new ToolResult.InDoubt(call.tool(), key);
      case Settlement.End end -> throw end(call, address, key);
    };
  }

  private static ToolResult notDone(Effect.CallTool call) {
    return new ToolResult.Failed(
        "NOT_DONE",
        "the call of '"
            + call.tool()
            + "' was lost; asked afterwards, the tool says that it did not happen, so it may be"
            + " called again");
  }

  /** Asks the tool; if it cannot say, nobody can tell whether the call happened. */
  private Optional<ToolResult> probe(
      Effect.CallTool call, Address address, Label label, Recorded.Step step) {
    Performer.Probed probed = performer.probe(call, address, label);
    return probed.answered() ? probed.result() : decided(call, address, label, step);
  }

  /** What a policy, or a person, says of a call of which nobody can tell whether it happened. */
  private Optional<ToolResult> decided(
      Effect.CallTool call, Address address, Label label, Recorded.Step step) {
    String key = traits.key(call, address);
    if (step.settled == null) {
      Optional<Settlement> settlement = settlement(call, address, label, key);
      if (settlement.isEmpty()) {
        throw pipeline.await(call, address, new Wait.Doubt(key));
      }
      if (settlement.get() instanceof Settlement.Happened happened) {
        return Optional.of(happened.result());
      }
      step.settled = Waits.settled(run.id(), address, "policy", settlement.get(), engine.now());
      engine.append(step.settled);
    }
    return switch (step.settled.verdict()) {
      case REPEAT -> Optional.empty();
      case TELL -> Optional.of(new ToolResult.InDoubt(call.tool(), key));
      case END -> throw end(call, address, key);
    };
  }

  private Optional<Settlement> settlement(
      Effect.CallTool call, Address address, Label label, String key) {
    return run.world()
        .policy()
        .settle(new Policy.Request(call, traits.access(call), run.scope(), address, label), key);
  }

  private Unwind end(Effect.CallTool call, Address address, String key) {
    return run.activity().unwind(new Cause.Doubts(address, RecordedForm.write(call), key));
  }
}

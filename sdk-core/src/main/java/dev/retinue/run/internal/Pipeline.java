package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Wait;
import dev.retinue.json.RecordedForm;
import dev.retinue.model.ModelReply;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.RunEvent;
import dev.retinue.run.internal.Unwind.Cause;
import dev.retinue.tool.Tool;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Performs the effects of one run, every one in the same order: replay, policy, budget, intent,
 * observe, perform, result. {@link #perform} is that order; each stage is a method below it.
 * Thread-safe: branches of a step come on threads of their own.
 */
final class Pipeline {
  private final RunEngine engine;
  private final Execution run;
  private final Recorded recorded;
  private final Performer performer;

  Pipeline(RunEngine engine, Execution run, Recorded recorded) {
    this.engine = engine;
    this.run = run;
    this.recorded = recorded;
    this.performer = new Performer(engine, run, this);
  }

  /** The door for the reasoner, or for a tool at this address. */
  Effects effects(@Nullable Address below) {
    return new Branches(this, run, below);
  }

  <R> R perform(Effect<R> effect, Address address) {
    run.checkpoint();
    Recorded.Step step = recorded.at(address);
    Optional<R> replayed = replay(effect, address, step);
    if (replayed.isPresent()) {
      return replayed.get();
    }
    Optional<String> denial = policy(effect, address, step);
    if (denial.isPresent()) {
      return denied(effect, address, denial.get());
    }
    Optional<R> probed = doubt(effect, address, step);
    if (probed.isPresent()) {
      return result(effect, address, probed.get());
    }
    Cost reserved = budget(effect);
    Lock applying = applying(effect);
    applying.lock();
    try {
      intent(effect, address, step);
      run.publish(new RunEvent.EffectStarted(run.id(), address, effect));
      long start = System.nanoTime();
      Object fresh = performed(effect, address, reserved);
      R result = result(effect, address, fresh);
      run.publish(
          new RunEvent.EffectFinished(
              run.id(), address, effect, result, Duration.ofNanos(System.nanoTime() - start)));
      return result;
    } finally {
      applying.unlock();
    }
  }

  /** Returns what is recorded; what it had cost is counted, without asking. */
  private <R> Optional<R> replay(Effect<R> effect, Address address, Recorded.Step step) {
    JournalRecord.Intent intent = step.intent;
    if (intent != null && !intent.request().equals(request(effect))) {
      throw run.unwind(
          new Cause.Fails(
              "DIVERGED",
              "at "
                  + address
                  + " the run had performed "
                  + intent.request()
                  + " and would now perform "
                  + request(effect)
                  + "; it was started by other code or another definition, start a new one"));
    }
    if (step.failure != null) {
      throw new EffectException(
          run.id(), address, step.failure.kind(), step.failure.message(), null);
    }
    if (step.result == null) {
      return Optional.empty();
    }
    if (!step.result.effect().equals(kind(effect))) {
      throw run.unwind(
          new Cause.Fails(
              "DIVERGED",
              "at "
                  + address
                  + " the run had performed a "
                  + step.result.effect()
                  + " and would now perform a "
                  + kind(effect)
                  + "; it was started by other code, start a new one"));
    }
    R result = RecordedForm.read(step.result.result(), effect.resultType());
    countRecorded(effect, address, result);
    recover(effect);
    return Optional.of(result);
  }

  /** The process that applied it to a view may have died before the view was committed. */
  private void recover(Effect<?> effect) {
    if (effect instanceof Effect.Remember || effect instanceof Effect.IngestDocument) {
      try {
        run.world().recover(kind(effect));
      } catch (InterruptedException e) {
        throw run.interrupted();
      }
    }
  }

  /** Why it may not happen; empty if it may. */
  private Optional<String> policy(Effect<?> effect, Address address, Recorded.Step step) {
    if (step.decided != null) {
      return Optional.ofNullable(step.decided.denial());
    }
    return switch (engine
        .policy()
        .decide(new Policy.Request(effect, access(effect), run.scope(), address))) {
      case Decision.Allow allow -> Optional.empty();
      case Decision.Deny deny -> {
        engine.append(new JournalRecord.Decided(run.id(), address, deny.rule(), deny.reason()));
        yield Optional.of(deny.reason());
      }
      case Decision.Ask ask ->
          throw await(address, step, new Wait.Approval(ask.rule(), ask.question()));
    };
  }

  private <R> R denied(Effect<R> effect, Address address, String reason) {
    if (effect instanceof Effect.CallTool) {
      return result(effect, address, new ToolResult.Denied(reason));
    }
    throw failed(
        effect, address, "DENIED", "a " + kind(effect) + " is not allowed here: " + reason, null);
  }

  /** Settles an effect that was begun and has no result, by its effect class. */
  private <R> Optional<R> doubt(Effect<R> effect, Address address, Recorded.Step step) {
    if (step.intent == null || step.left) {
      return Optional.empty();
    }
    return switch (effectClass(effect)) {
      case PURE, IDEMPOTENT -> Optional.empty();
      case QUERYABLE ->
          performer.probe((Effect.CallTool) effect, address).map(effect.resultType()::cast);
      // TRANSACTIONAL: the host's transaction either holds the key or was rolled back with it.
      case TRANSACTIONAL -> Optional.empty();
      case UNSAFE ->
          throw run.unwind(
              new Cause.Doubts(address, RecordedForm.write(effect), key(effect, address)));
    };
  }

  private Cost budget(Effect<?> effect) {
    if (!(effect instanceof Effect.CallTool)) {
      return Cost
          .NOTHING; // Attempts at a model reserve for themselves; the rest costs nothing that is
      // counted.
    }
    reserve(Cost.TOOL_CALL);
    return Cost.TOOL_CALL;
  }

  /** Reserves, or unwinds the run. */
  void reserve(Cost cost) {
    Optional<String> refusal = run.tally().budget().reserve(cost);
    if (refusal.isPresent()) {
      throw run.unwind(new Cause.Stops(dev.retinue.reasoner.StopReason.BUDGET, refusal.get()));
    }
  }

  private void intent(Effect<?> effect, Address address, Recorded.Step step) {
    boolean nothingToLose =
        effect instanceof Effect.ReadClock
            || effect instanceof Effect.DrawRandom
            || effect instanceof Effect.DrawId;
    if (!nothingToLose && step.intent == null) {
      engine.append(new JournalRecord.Intent(run.id(), address, kind(effect), request(effect)));
    }
  }

  private Object performed(Effect<?> effect, Address address, Cost reserved) {
    try {
      return performer.perform(effect, address);
    } catch (EffectException e) {
      throw failed(effect, address, e.kind(), e.getMessage(), e.getCause());
    } catch (Unwind unwind) {
      run.tally().budget().settle(reserved, Cost.NOTHING);
      if (unwind.why() instanceof Cause.Waits waits && !waits.address().equals(address)) {
        engine.append(new JournalRecord.Left(run.id(), address));
      }
      throw unwind;
    }
  }

  private <R> R result(Effect<R> effect, Address address, Object fresh) {
    // Through its recorded form, so that live and replayed results are equal.
    String json = RecordedForm.write(fresh);
    engine.append(new JournalRecord.Result(run.id(), address, kind(effect), json));
    R result = RecordedForm.read(json, effect.resultType());
    run.tally().performed(address, effect, result);
    return result;
  }

  private EffectException failed(
      Effect<?> effect, Address address, String kind, String message, @Nullable Throwable cause) {
    engine.append(new JournalRecord.Failure(run.id(), address, kind(effect), kind, message));
    run.publish(new RunEvent.EffectFailed(run.id(), address, effect, message));
    return new EffectException(run.id(), address, kind, message, cause);
  }

  /** Takes the run off its thread until what it waits for is there. */
  Unwind await(Address address, Recorded.Step step, Wait wait) {
    if (step.waiting == null) {
      engine.append(new JournalRecord.Waiting(run.id(), address, wait));
    }
    run.waitsFor(address, step.waiting == null ? wait : step.waiting.need());
    return run.unwind(new Cause.Waits(address, wait));
  }

  Unwind await(Address address, Wait wait) {
    return await(address, recorded.at(address), wait);
  }

  /** The wait recorded at an address, if the run already waited there. */
  @Nullable Wait waited(Address address) {
    JournalRecord.Waiting waiting = recorded.at(address).waiting;
    return waiting == null ? null : waiting.need();
  }

  /** Counts a recorded effect, and those below it, which are not entered again. */
  private void countRecorded(Effect<?> effect, Address address, Object result) {
    run.tally().replayed(address, effect, result);
    for (JournalRecord.Result below : recorded.below(address)) {
      switch (below.effect()) {
        case "CallModel" ->
            run.tally()
                .recorded(below.address(), RecordedForm.read(below.result(), ModelReply.class));
        case "CallTool" ->
            run.tally()
                .recorded(below.address(), RecordedForm.read(below.result(), ToolResult.class));
        default -> {}
      }
    }
  }

  private Lock applying(Effect<?> effect) {
    return effect instanceof Effect.Remember || effect instanceof Effect.IngestDocument
        ? run.world().applying()
        : NoLock.INSTANCE;
  }

  EffectClass effectClass(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = run.world().tools().get(call.tool());
        yield tool == null ? EffectClass.PURE : tool.traits().effectClass();
      }
      case Effect.CallModel call -> EffectClass.IDEMPOTENT;
      case Effect.Remember remember -> EffectClass.IDEMPOTENT;
      case Effect.IngestDocument ingest -> EffectClass.IDEMPOTENT;
      case Effect.Delegate delegate -> EffectClass.IDEMPOTENT;
      case Effect.SendMessage send -> EffectClass.IDEMPOTENT;
      case Effect.Recall recall -> EffectClass.PURE;
      case Effect.SearchKnowledge search -> EffectClass.PURE;
      case Effect.ScanDocuments scan -> EffectClass.PURE;
      case Effect.SelectTools select -> EffectClass.PURE;
      case Effect.AskHuman ask -> EffectClass.PURE;
      case Effect.ReceiveMessage receive -> EffectClass.PURE;
      case Effect.Sleep sleep -> EffectClass.PURE;
      case Effect.ReadClock read -> EffectClass.PURE;
      case Effect.DrawRandom draw -> EffectClass.PURE;
      case Effect.DrawId draw -> EffectClass.PURE;
    };
  }

  private Set<AccessClass> access(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = run.world().tools().get(call.tool());
        yield tool == null ? Set.of() : tool.traits().access();
      }
      case Effect.Remember remember -> Set.of(AccessClass.WRITE);
      case Effect.IngestDocument ingest -> Set.of(AccessClass.READ, AccessClass.WRITE);
      case Effect.Recall recall -> Set.of(AccessClass.READ);
      case Effect.SearchKnowledge search -> Set.of(AccessClass.READ);
      case Effect.ScanDocuments scan -> Set.of(AccessClass.READ);
      default -> Set.of();
    };
  }

  String key(Effect<?> effect, Address address) {
    String what = effect instanceof Effect.CallTool call ? call.tool() : kind(effect);
    return Ids.derived(run.id(), address.path(), what);
  }

  private static String kind(Effect<?> effect) {
    return effect.getClass().getSimpleName();
  }

  /**
   * What an effect asks, for the journal: itself, but for a model call, whose conversation the
   * journal already has.
   */
  private static String request(Effect<?> effect) {
    return effect instanceof Effect.CallModel call
        ? "CallModel " + call.request().conversation().fingerprint()
        : RecordedForm.write(effect);
  }
}

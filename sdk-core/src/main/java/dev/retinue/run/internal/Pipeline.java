package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.StandIn;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import dev.retinue.json.RecordedForm;
import dev.retinue.label.Label;
import dev.retinue.model.ModelReply;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.RunEvent;
import dev.retinue.run.internal.RunBudget.Reply;
import dev.retinue.run.internal.RunBudget.Reservation;
import dev.retinue.run.internal.Unwind.Cause;
import dev.retinue.secret.SecretPatterns;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
  private final EffectTraits traits;
  private final Performer performer;
  private final Doubts doubts;
  private final Branches branches;
  private volatile boolean retired;

  Pipeline(RunEngine engine, Execution run, Recorded recorded) {
    this.engine = engine;
    this.run = run;
    this.recorded = recorded;
    this.traits = new EffectTraits(run.id(), run.world().tools());
    this.performer = new Performer(engine, run, traits, this);
    this.doubts = new Doubts(engine, run, traits, this, performer);
    this.branches = new Branches(this, run, null, run.request().label());
  }

  /** The door for the reasoner. */
  Branches branches() {
    return branches;
  }

  /** The door for a tool at this address. */
  Branches branches(Address below, Label label) {
    return new Branches(this, run, below, label);
  }

  /**
   * @param label of what was seen before this effect
   */
  <R> R perform(Effect<R> asked, Address address, Label label) {
    Effect<R> effect = cautious(asked, label);
    refuseAfterGivingUp();
    run.checkpoint();
    engine.disclosure().refuseSecrets(effect, address);
    Recorded.Step step = recorded.at(address);
    Payload request = EffectTraits.request(effect);
    Optional<R> replayed = replay(effect, request, address, step);
    if (replayed.isPresent()) {
      return replayed.get();
    }
    if (run.rehearsal() != null) {
      Optional<R> rehearsed = rehearsed(run.rehearsal(), effect, request, address);
      if (rehearsed.isPresent()) {
        return rehearsed.get();
      }
    }
    Decision.Deny denial = null;
    Permitted permitted;
    switch (policy(effect, address, label, step)) {
      case Decision.Allow allow -> permitted = new Permitted(request, allow.rule());
      case Decision.Deny deny -> {
        permitted = new Permitted(request, deny.rule());
        denial = deny;
      }
      case Decision.Ask ask -> throw ask(effect, address, step, ask);
    }
    if (denial != null) {
      return denied(effect, address, permitted, denial.reason());
    }
    Optional<R> probed = doubts.settle(effect, address, label, step);
    if (probed.isPresent()) {
      return result(effect, address, null, probed.get());
    }
    Reservation reserved = null;
    if (effect instanceof Effect.CallTool) {
      switch (budget(step)) {
        case null -> {}
        case Reply.Reserved reply -> reserved = reply.reservation();
        case Reply.Refused refused -> {
          return refused(effect, address, step.intent == null ? permitted : null, refused);
        }
      }
    }
    Lock applying = applying(effect);
    applying.lock();
    try {
      Permitted unsaid = intent(effect, permitted, address, step);
      run.publish(new RunEvent.EffectStarted(run.id(), address, effect));
      long start = System.nanoTime();
      Object fresh = performed(effect, address, label, unsaid, reserved);
      if (effect instanceof Effect.CallTool call && fresh instanceof ToolResult.InDoubt) {
        fresh =
            doubts.lost(call, address, label, () -> performed(call, address, label, unsaid, null));
      }
      R result = result(effect, address, unsaid, fresh);
      run.publish(
          new RunEvent.EffectFinished(
              run.id(), address, effect, result, Duration.ofNanos(System.nanoTime() - start)));
      return result;
    } finally {
      applying.unlock();
    }
  }

  /**
   * What is remembered needs the caution of all that was seen, whoever asks for it, and is without
   * what looks like a secret.
   */
  @SuppressWarnings("unchecked") // The result of the same effect.
  private static <R> Effect<R> cautious(Effect<R> asked, Label label) {
    if (asked instanceof Effect.Remember remember) {
      return (Effect<R>)
          new Effect.Remember(remember.record().joined(label).reworded(SecretPatterns::masked));
    }
    return asked instanceof Effect.Rearrange rearrange
        ? (Effect<R>)
            new Effect.Rearrange(
                rearrange
                    .change()
                    .mapped(record -> record.joined(label).reworded(SecretPatterns::masked)))
        : asked;
  }

  /** Returns what is recorded; what it had cost is counted, without asking. */
  private <R> Optional<R> replay(
      Effect<R> effect, Payload request, Address address, Recorded.Step step) {
    if (step == Recorded.Step.NOTHING) {
      return Optional.empty();
    }
    Payload before = step.request();
    if (before != null
        && !before.equals(request)
        && !EffectTraits.asOfToday(before).equals(request)) {
      throw run.activity().unwind(diverged(address, before, request));
    }
    if (step.failure != null) {
      run.tally().replayed(address, effect, null, step.failure.cost(), step.failure.at());
      throw new EffectException(
          run.id(), address, step.failure.kind(), step.failure.message(), null);
    }
    if (step.result == null) {
      return Optional.empty();
    }
    R result = step.result.result().as(effect.resultType());
    countRecorded(effect, address, result, step.result);
    recover(effect);
    acknowledge(effect, result);
    return Optional.of(result);
  }

  /**
   * What stands in for the effect in a fork that is not live; nobody need allow what is not done.
   */
  private <R> Optional<R> rehearsed(
      Rehearsal rehearsal, Effect<R> effect, Payload request, Address address) {
    Permitted permitted = new Permitted(request, "rehearsal");
    try {
      Optional<Object> instead =
          rehearsal.insteadOf(
              effect, request, traits.effectClass(effect, false), run.id(), address);
      if (instead.isEmpty()) {
        return Optional.empty();
      }
      run.publish(new RunEvent.EffectStarted(run.id(), address, effect));
      R result = result(effect, address, permitted, instead.get());
      run.publish(new RunEvent.EffectFinished(run.id(), address, effect, result, Duration.ZERO));
      return Optional.of(result);
    } catch (EffectException e) {
      throw failed(effect, address, permitted, e.kind(), e.getMessage(), e.getCause());
    }
  }

  /** What was taken from a mailbox may be forgotten there, now that it is recorded here. */
  private void acknowledge(Effect<?> effect, Object result) {
    if (effect instanceof Effect.ReceiveMessage && result instanceof Effect.Message message) {
      engine.mail().taken(run.scope().agent(), message);
    }
  }

  private Cause diverged(Address address, Payload before, Payload now) {
    return new Cause.Fails(
        "DIVERGED",
        "at "
            + address
            + " the run had performed "
            + before
            + " and would now perform "
            + now
            + (run.definitionChanged()
                ? "; the agent's definition was changed since it started"
                : "; the code or what it reads was changed since it started")
            + ": start a new run, or go back to what it started with");
  }

  /** The process that applied it to a view may have died before the view was committed. */
  private void recover(Effect<?> effect) {
    if (EffectTraits.changesView(effect)) {
      try {
        run.world().recover(EffectTraits.kind(effect));
      } catch (InterruptedException e) {
        throw run.activity().interrupted();
      }
    }
  }

  /** What the policy says, or a person whom it had asked. */
  private Decision policy(Effect<?> effect, Address address, Label label, Recorded.Step step) {
    if (step.decided != null) {
      return step.decided.denial() == null
          ? new Decision.Allow(step.decided.rule())
          : new Decision.Deny(step.decided.rule(), step.decided.denial());
    }
    Decision decision =
        run.world()
            .policy()
            .decide(new Policy.Request(effect, traits.access(effect), run.scope(), address, label));
    if (decision instanceof Decision.Deny deny) {
      engine.append(
          new JournalRecord.Decided(run.id(), address, deny.rule(), deny.reason(), engine.now()));
      run.publish(new RunEvent.Decided(run.id(), address, deny));
    }
    return decision;
  }

  /** Has a person decide; the question is recorded and told once. */
  private Unwind ask(Effect<?> effect, Address address, Recorded.Step step, Decision.Ask ask) {
    Unwind unwind = await(effect, address, new Wait.Approval(ask.rule(), ask.question()));
    if (step.waiting == null) {
      run.publish(new RunEvent.Decided(run.id(), address, ask));
    }
    return unwind;
  }

  private <R> R denied(Effect<R> effect, Address address, Permitted asked, String reason) {
    if (effect instanceof Effect.CallTool) {
      return result(effect, address, asked, new ToolResult.Denied(reason));
    }
    throw failed(
        effect,
        address,
        asked,
        "DENIED",
        "a " + EffectTraits.kind(effect) + " is not allowed here: " + reason,
        null);
  }

  /**
   * Reserves for a tool; attempts at a model reserve for themselves, and nothing else costs what is
   * counted.
   *
   * @return null if it was begun, and reserved, in another process
   */
  private @Nullable Reply budget(Recorded.Step step) {
    if (step.intent != null && !step.left) {
      run.tally().budget().recall(Cost.TOOL_CALL, step.intent.at());
      return null;
    }
    run.chargeTime();
    return run.tally().budget().reserve(Cost.TOOL_CALL, Cost.TOOL_CALL);
  }

  /** The model is told, so that it can answer with what it has. */
  private <R> R refused(
      Effect<R> effect, Address address, @Nullable Permitted asked, Reply.Refused refused) {
    run.publish(new RunEvent.EffectFailed(run.id(), address, effect, refused.reason()));
    return result(
        effect, address, asked, new ToolResult.Failed(EffectException.BUDGET, refused.reason()));
  }

  /** Says what is about to be done, or gives it back for the result to say. */
  private @Nullable Permitted intent(
      Effect<?> effect, Permitted permitted, Address address, Recorded.Step step) {
    if (step.intent != null && !step.left && step.settled == null) {
      return null;
    }
    if (effect instanceof Effect.CallModel
        || traits.effectClass(effect, false) == EffectClass.PURE) {
      return step.waiting == null ? permitted : null;
    }
    engine.append(
        new JournalRecord.Intent(
            run.id(), address, EffectTraits.kind(effect), permitted, engine.now()));
    return null;
  }

  private Object performed(
      Effect<?> effect,
      Address address,
      Label label,
      @Nullable Permitted unsaid,
      @Nullable Reservation reserved) {
    Cost actual = Cost.NOTHING;
    try {
      StandIn standIn = engine.standIn();
      Object result =
          standIn == null
              ? performer.perform(effect, address, label, unsaid)
              : standIn.perform(
                  run.scope(),
                  address,
                  effect,
                  () -> performer.perform(effect, address, label, unsaid));
      actual = Cost.TOOL_CALL;
      return result;
    } catch (EffectException e) {
      actual = Cost.TOOL_CALL;
      throw failed(effect, address, unsaid, e.kind(), e.getMessage(), e.getCause());
    } catch (Unwind unwind) {
      if (unwind.why() instanceof Cause.GivenUp) {
        actual = Cost.TOOL_CALL; // It has its result all the same.
      }
      run.tally().unwound(address);
      if (unwind.why() instanceof Cause.Waits waits && !waits.address().equals(address)) {
        engine.append(new JournalRecord.Left(run.id(), address, engine.now()));
      }
      throw unwind;
    } finally {
      settle(reserved, actual);
    }
  }

  private void settle(@Nullable Reservation reserved, Cost actual) {
    if (reserved != null) {
      run.tally().budget().settle(reserved, actual);
    }
  }

  private <R> R result(
      Effect<R> effect, Address address, @Nullable Permitted unsaid, Object fresh) {
    refuseAfterGivingUp();
    Payload payload = recorded(fresh);
    R result = payload.as(effect.resultType());
    Cost cost = run.tally().performed(address, effect, result);
    engine.append(
        new JournalRecord.Result(
            run.id(), address, EffectTraits.kind(effect), unsaid, payload, cost, engine.now()));
    acknowledge(effect, result);
    return result;
  }

  /**
   * A result as a replay will read it. What is certain to be read as it was written is kept as it
   * is; all else passes through its text, so that live and replayed results are equal.
   */
  private static Payload recorded(Object fresh) {
    boolean exact =
        switch (fresh) {
          case ModelReply reply ->
              reply.message().attributes().isEmpty() && reply.message().images().isEmpty();
          case ToolResult told -> true;
          case Effect.Done done -> true;
          case Instant instant -> true;
          case String text -> true;
          default -> false;
        };
    return exact ? Payload.of(fresh) : Payload.recorded(RecordedForm.write(fresh));
  }

  private EffectException failed(
      Effect<?> effect,
      Address address,
      @Nullable Permitted unsaid,
      String kind,
      String raw,
      @Nullable Throwable cause) {
    refuseAfterGivingUp();
    String message = engine.disclosure().redacted(raw);
    Cost cost = run.tally().performed(address, effect, null);
    engine.append(
        new JournalRecord.Failure(
            run.id(),
            address,
            EffectTraits.kind(effect),
            unsaid,
            kind,
            message,
            cost,
            engine.now()));
    run.publish(new RunEvent.EffectFailed(run.id(), address, effect, message));
    return new EffectException(run.id(), address, kind, message, cause);
  }

  /** Records the result of a call whose thread was given up. */
  <R> R giveUp(Effect<R> effect, Address address, @Nullable Permitted unsaid, R instead) {
    R result = result(effect, address, unsaid, instead);
    run.publish(new RunEvent.EffectFinished(run.id(), address, effect, result, Duration.ZERO));
    return result;
  }

  /** What the threads of this turn do from here on is void. */
  void retire() {
    retired = true;
  }

  private void refuseAfterGivingUp() {
    if (retired) {
      throw new Unwind(new Cause.GivenUp());
    }
  }

  /** Takes the run off its thread until what it waits for is there. */
  Unwind await(Effect<?> effect, Address address, Wait wait) {
    JournalRecord.Waiting waiting = recorded.at(address).waiting;
    if (waiting == null || waiting.need().getClass() != wait.getClass()) {
      waiting = null;
      engine.append(
          new JournalRecord.Waiting(
              run.id(),
              address,
              EffectTraits.kind(effect),
              EffectTraits.request(effect),
              wait,
              engine.now()));
    }
    run.activity().waitsFor(address, waiting == null ? wait : waiting.need(), waiting != null);
    return run.activity().unwind(new Cause.Waits(address, wait));
  }

  /** The wait recorded at an address, if the run already waited there. */
  @Nullable Wait waited(Address address) {
    JournalRecord.Waiting waiting = recorded.at(address).waiting;
    return waiting == null ? null : waiting.need();
  }

  /** Counts a recorded effect, and those below it, which are not entered again. */
  private void countRecorded(
      Effect<?> effect, Address address, Object result, JournalRecord.Result record) {
    run.tally().replayed(address, effect, result, record.cost(), record.at());
    for (JournalRecord.Result below : recorded.below(address)) {
      switch (below.effect()) {
        case "CallModel" -> count(below, below.result().as(ModelReply.class));
        case "CallTool" -> count(below, below.result().as(ToolResult.class));
        default -> {}
      }
    }
  }

  private void count(JournalRecord.Result below, Object result) {
    run.tally().recorded(below.address(), result, below.cost(), below.at());
  }

  private Lock applying(Effect<?> effect) {
    return EffectTraits.changesView(effect) ? run.world().applying() : NoLock.INSTANCE;
  }
}

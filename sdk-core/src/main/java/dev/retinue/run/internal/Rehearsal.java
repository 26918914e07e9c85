package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.Continuation;
import dev.retinue.history.Step;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for what a fork does not really do; see {@link Continuation}. Each recorded effect
 * answers once, in the order of the forked run. Thread-safe.
 */
final class Rehearsal {
  private static final String NOT_PERFORMED = "NOT_PERFORMED";
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<Step>> recorded = new HashMap<>();
  private final Continuation.@Nullable Mock mock;
  private final boolean remembers;

  private Rehearsal(Continuation.@Nullable Mock mock, boolean remembers) {
    this.mock = mock;
    this.remembers = remembers;
  }

  /** Answers from the steps of the forked run that the fork does not share. */
  static Rehearsal recorded(List<Step> steps, boolean remembers) {
    Rehearsal rehearsal = new Rehearsal(null, remembers);
    steps.forEach(rehearsal::add);
    return rehearsal;
  }

  /** The host answers for tools; null if nobody does any more. */
  static Rehearsal mocked(Continuation.@Nullable Mock mock, boolean remembers) {
    return new Rehearsal(mock, remembers);
  }

  private void add(Step step) {
    if (!(step.ending() instanceof Step.Ending.Open) && step.request().isPresent()) {
      recorded
          .computeIfAbsent(
              EffectTraits.asOfToday(step.request().get()).text(), request -> new ArrayDeque<>())
          .add(step);
    }
    step.children().forEach(this::add);
  }

  /** What the fork was told before it was stopped answers no second time. */
  void skip(List<JournalRecord> told) {
    for (JournalRecord record : told) {
      Permitted permitted =
          switch (record) {
            case JournalRecord.Result result -> result.permitted();
            case JournalRecord.Failure failure -> failure.permitted();
            default -> null;
          };
      if (permitted != null) {
        take(EffectTraits.asOfToday(permitted.request()).text());
      }
    }
  }

  /** What the effect is said to have given; empty if it may be performed. */
  Optional<Object> insteadOf(
      Effect<?> effect, Payload request, EffectClass effectClass, String run, Address address) {
    if (effect instanceof Effect.Remember || effect instanceof Effect.Rearrange) {
      return remembers ? Optional.empty() : Optional.of(new Effect.Done());
    }
    if (effect instanceof Effect.Forget && !remembers) {
      return Optional.of(new Effect.Forgotten(0));
    }
    Step past = take(request.text());
    if (past != null) {
      return Optional.of(
          switch (past.ending()) {
            case Step.Ending.Done done -> done.result().as(effect.resultType());
            case Step.Ending.Failed failed ->
                throw new EffectException(run, address, failed.kind(), failed.message(), null);
            case Step.Ending.Open open -> throw new IllegalStateException("not among the recorded");
          });
    }
    return switch (effect) {
      case Effect.CallTool call -> tool(call, effectClass);
      case Effect.Sleep sleep -> Optional.of(new Effect.Done());
      case Effect.SendMessage send -> Optional.of(new Effect.Done());
      case Effect.IngestDocument ingest -> throw notPerformed(effect, run, address);
      case Effect.Delegate delegate -> throw notPerformed(effect, run, address);
      case Effect.ReceiveMessage receive -> throw notPerformed(effect, run, address);
      default -> Optional.empty();
    };
  }

  private Optional<Object> tool(Effect.CallTool call, EffectClass effectClass) {
    if (mock != null) {
      Optional<ToolResult> answer = mock.answer(call);
      if (answer.isPresent()) {
        return Optional.of(answer.get());
      }
    }
    return effectClass == EffectClass.PURE
        ? Optional.empty()
        : Optional.of(
            new ToolResult.Failed(
                NOT_PERFORMED,
                "this is a rehearsal, in which '"
                    + call.tool()
                    + "' is not called with these arguments: nothing is recorded for them"));
  }

  private static EffectException notPerformed(Effect<?> effect, String run, Address address) {
    return new EffectException(
        run,
        address,
        NOT_PERFORMED,
        "a "
            + effect.getClass().getSimpleName()
            + " of which nothing is recorded is not performed in a rehearsal; fork with"
            + " Continuation.Live to perform it",
        null);
  }

  private @Nullable Step take(String request) {
    lock.lock();
    try {
      Deque<Step> steps = recorded.get(request);
      return steps == null ? null : steps.poll();
    } finally {
      lock.unlock();
    }
  }
}

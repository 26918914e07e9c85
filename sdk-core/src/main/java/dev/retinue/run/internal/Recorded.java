package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the journal already holds of a run, by address. Immutable once made. */
final class Recorded {
  private final Map<Address, Step> steps = new HashMap<>();

  /** All that is recorded of one effect. */
  static final class Step {
    static final Step NOTHING = new Step();

    JournalRecord.@Nullable Intent intent;
    JournalRecord.@Nullable Result result;
    JournalRecord.@Nullable Failure failure;
    JournalRecord.@Nullable Waiting waiting;
    JournalRecord.@Nullable Decided decided;
    JournalRecord.@Nullable Settled settled;
    boolean left;

    /** What was asked, if anything of the effect is recorded but a decision. */
    @Nullable Payload request() {
      if (intent != null) {
        return intent.permitted().request();
      }
      if (waiting != null) {
        return waiting.request();
      }
      Permitted permitted =
          result != null ? result.permitted() : failure != null ? failure.permitted() : null;
      return permitted == null ? null : permitted.request();
    }
  }

  private Recorded() {}

  static Recorded of(List<JournalRecord> records) {
    Recorded recorded = new Recorded();
    for (JournalRecord record : records) {
      switch (record) {
        case JournalRecord.Intent intent -> {
          Step step = recorded.make(intent.address());
          step.intent = intent;
          step.left = false;
          step.settled = null;
        }
        case JournalRecord.Result result -> recorded.make(result.address()).result = result;
        case JournalRecord.Failure failure -> recorded.make(failure.address()).failure = failure;
        case JournalRecord.Waiting waiting -> recorded.make(waiting.address()).waiting = waiting;
        case JournalRecord.Decided decided -> recorded.make(decided.address()).decided = decided;
        case JournalRecord.Settled settled -> {
          Step step = recorded.make(settled.address());
          step.settled = settled;
          step.waiting = null; // A second crash is waited for anew.
        }
        case JournalRecord.Left left -> recorded.make(left.address()).left = true;
        case JournalRecord.Learned learned -> {} // A view's, see Learning.
        case JournalRecord.RunStarted started -> {}
        case JournalRecord.Resumed resumed -> {}
        case JournalRecord.RunEnded ended -> {}
      }
    }
    return recorded;
  }

  private Step make(Address address) {
    return steps.computeIfAbsent(address, a -> new Step());
  }

  /** The results of the child effects of the effect at this address, and of theirs. */
  List<JournalRecord.Result> below(Address address) {
    List<JournalRecord.Result> results = new ArrayList<>();
    steps.forEach((place, step) -> {
      if (step.result != null && place.isBelow(address)) {
        results.add(step.result);
      }
    });
    return results;
  }

  /** Whether writing the turn of the run into its memory was begun. */
  boolean writesTurn(String run) {
    for (Map.Entry<Address, Step> each : steps.entrySet()) {
      JournalRecord.Intent intent = each.getValue().intent;
      if (intent != null
          && intent.effect().equals("Remember")
          && each.getKey().isTop()
          && intent.permitted().request().as(Effect.Remember.class).record().id().equals(run)) {
        return true;
      }
    }
    return false;
  }

  Step at(Address address) {
    if (steps.isEmpty()) {
      return Step.NOTHING;
    }
    return steps.getOrDefault(address, Step.NOTHING);
  }
}

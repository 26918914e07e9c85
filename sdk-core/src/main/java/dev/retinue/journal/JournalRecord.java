package dev.retinue.journal;

import dev.retinue.budget.Cost;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the journal holds, each with the time at which it was written, by the runtime's clock. */
public sealed interface JournalRecord {
  /** The run whose record it is. */
  String run();

  /** When it was written. */
  Instant at();

  /**
   * A run began; its input is never lost from here on.
   *
   * @param scope on whose behalf
   * @param definitionHash of the definition it started with
   * @param request what was asked and of which reasoner
   */
  record RunStarted(RunScope scope, String definitionHash, Payload request, Instant at)
      implements JournalRecord {
    @Override
    public String run() {
      return scope.run();
    }
  }

  /**
   * An effect that leaves a trace is about to be performed. Effects that may run again without harm
   * (PURE ones and model calls) have no intent; their result says what was asked.
   *
   * @param effect its kind: the simple name of the effect
   */
  record Intent(String run, Address address, String effect, Permitted permitted, Instant at)
      implements JournalRecord {}

  /**
   * An effect was performed; it is never performed again.
   *
   * @param effect its kind
   * @param permitted what was asked, if no intent said so
   * @param result its result
   * @param cost what it cost, where that is not one attempt for which no money is due; of a
   *     delegation what that run cost
   */
  record Result(
      String run,
      Address address,
      String effect,
      @Nullable Permitted permitted,
      Payload result,
      @Nullable Cost cost,
      Instant at)
      implements JournalRecord {
    /** A result of usual cost. */
    public Result(
        String run,
        Address address,
        String effect,
        @Nullable Permitted permitted,
        Payload result,
        Instant at) {
      this(run, address, effect, permitted, result, null, at);
    }
  }

  /**
   * An effect could not be performed; a replay fails in the same way.
   *
   * @param permitted what was asked, if no intent said so
   * @param kind a word for what went wrong
   * @param cost what the attempts cost, if they cost anything
   */
  record Failure(
      String run,
      Address address,
      String effect,
      @Nullable Permitted permitted,
      String kind,
      String message,
      @Nullable Cost cost,
      Instant at)
      implements JournalRecord {
    /** A failure that cost nothing. */
    public Failure(
        String run,
        Address address,
        String effect,
        @Nullable Permitted permitted,
        String kind,
        String message,
        Instant at) {
      this(run, address, effect, permitted, kind, message, null, at);
    }
  }

  /**
   * The run waits at this address, holding no thread.
   *
   * @param effect kind of the effect that waits
   * @param request the effect: what is settled is settled for this one alone
   */
  record Waiting(String run, Address address, String effect, Payload request, Wait need, Instant at)
      implements JournalRecord {}

  /**
   * A call that performs child effects was left because one of them waits; it is entered again when
   * the run goes on, and what it had done is in its child effects.
   */
  record Left(String run, Address address, Instant at) implements JournalRecord {}

  /**
   * A policy or a person decided about the effect at this address.
   *
   * @param denial null if it may happen, otherwise why not
   */
  record Decided(String run, Address address, String rule, @Nullable String denial, Instant at)
      implements JournalRecord {}

  /**
   * A policy or a person settled an effect in doubt otherwise than by its result.
   *
   * @param by who did
   */
  record Settled(String run, Address address, String by, Verdict verdict, Instant at)
      implements JournalRecord {
    /** What is done about it. */
    public enum Verdict {
      /** It is performed again. */
      REPEAT,
      /** The reasoner is told that nobody can tell. */
      TELL,
      /** The run ends in doubt. */
      END
    }
  }

  /**
   * Something was learned from an effect at this address; see {@link
   * dev.retinue.learning.Learning}. It comes before the effect's result: an effect that is
   * performed again is learned from again.
   *
   * @param policy the agent, a slash, and what was chosen by it
   * @param experience an {@code Experience}
   */
  record Learned(String run, Address address, String policy, Payload experience, Instant at)
      implements JournalRecord {}

  /**
   * The run goes on in another process.
   *
   * @param active how long it was active before, as far as its records tell
   */
  record Resumed(String run, Duration active, Instant at) implements JournalRecord {}

  /** A run ended, with this outcome. */
  record RunEnded(String run, Payload outcome, Instant at) implements JournalRecord {}
}

package dev.retinue.journal;

import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds. Payloads are in their recorded form, see {@link dev.retinue.json.Json}.
 */
public sealed interface JournalRecord {
  /** The run whose record it is. */
  String run();

  /**
   * A run began; its input is never lost from here on.
   *
   * @param scope on whose behalf
   * @param definitionHash of the definition it started with
   * @param request what was asked and of which reasoner, recorded
   * @param at when
   */
  record RunStarted(RunScope scope, String definitionHash, String request, Instant at)
      implements JournalRecord {
    @Override
    public String run() {
      return scope.run();
    }
  }

  /**
   * An effect is about to be performed.
   *
   * @param effect its kind: the simple name of the effect
   * @param request the effect, recorded; of a model call the fingerprint of its conversation
   */
  record Intent(String run, Address address, String effect, String request)
      implements JournalRecord {}

  /**
   * An effect was performed; it is never performed again.
   *
   * @param effect its kind
   * @param result its result, recorded
   */
  record Result(String run, Address address, String effect, String result)
      implements JournalRecord {}

  /** An effect could not be performed; a replay fails in the same way. */
  record Failure(String run, Address address, String effect, String kind, String message)
      implements JournalRecord {}

  /** The run waits at this address, holding no thread. */
  record Waiting(String run, Address address, Wait need) implements JournalRecord {}

  /**
   * A call that performs child effects was left because one of them waits; it is entered again when
   * the run goes on, and what it had done is in its child effects.
   */
  record Left(String run, Address address) implements JournalRecord {}

  /**
   * A policy or a person decided about the effect at this address.
   *
   * @param denial null if it may happen, otherwise why not
   */
  record Decided(String run, Address address, String rule, @Nullable String denial)
      implements JournalRecord {}

  /** A run ended; its outcome, recorded. */
  record RunEnded(String run, String outcome) implements JournalRecord {}
}

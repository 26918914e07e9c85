package dev.retinue.run;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Wait;
import dev.retinue.policy.Decision;
import java.time.Duration;

/**
 * Something that happened in a run. The family is open: it grows with minor versions, and a switch
 * over it needs a {@code default}. Every event but {@link Token}, {@link Superseded} and {@link
 * Retrying} follows its record in the journal, and is published once, whether or not the run is
 * replayed later.
 */
public interface RunEvent {
  /** Id of the run. */
  String run();

  /** The run began, or goes on after a wait or a restart. */
  record Started(RunScope scope, String input, boolean resumed) implements RunEvent {
    @Override
    public String run() {
      return scope.run();
    }
  }

  /** An effect is about to be performed. */
  record EffectStarted(String run, Address address, Effect<?> effect) implements RunEvent {
    @Override
    public String toString() {
      return "started " + address + " " + Brief.of(effect);
    }
  }

  /** An effect was performed. */
  record EffectFinished(String run, Address address, Effect<?> effect, Object result, Duration took)
      implements RunEvent {
    @Override
    public String toString() {
      return "finished "
          + address
          + " "
          + Brief.of(effect)
          + " in "
          + took.toMillis()
          + " ms -> "
          + Brief.of(result);
    }
  }

  /** An effect could not be performed. */
  record EffectFailed(String run, Address address, Effect<?> effect, String message)
      implements RunEvent {
    @Override
    public String toString() {
      return "failed " + address + " " + Brief.of(effect) + ": " + message;
    }
  }

  /** A piece of a model's answer; provisional, and void if its attempt is superseded. */
  record Token(String run, Address address, int attempt, String text) implements RunEvent {}

  /** An attempt was replaced; its tokens are void. */
  record Superseded(String run, Address address, int attempt, String reason) implements RunEvent {}

  /**
   * A policy did not simply allow an effect, or a person settled what it had asked.
   *
   * @param decision a denial or a question of the policy's; a permission or a denial by the rule
   *     {@code person}
   */
  record Decided(String run, Address address, Decision decision) implements RunEvent {}

  /**
   * A tool call failed and is tried again.
   *
   * @param attempt the attempt that failed, from 1
   * @param reason why
   * @param after how long is waited before
   */
  record Retrying(String run, Address address, int attempt, String reason, Duration after)
      implements RunEvent {}

  /** The run waits, holding no thread. */
  record Waiting(String run, Address address, Wait need) implements RunEvent {}

  /** The run ended; always the last event. */
  record Ended(String run, Outcome outcome) implements RunEvent {}
}

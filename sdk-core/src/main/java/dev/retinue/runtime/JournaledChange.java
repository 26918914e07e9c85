package dev.retinue.runtime;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalRecord;
import java.time.Instant;

/**
 * What is to be applied to a view, as the journal or the history has it.
 *
 * @param at when it was journaled
 * @param principal on whose behalf
 */
record JournaledChange(Instant at, Effect<?> effect, Principal principal) {
  static JournaledChange of(JournalRecord.Intent intent, Principal principal) {
    return new JournaledChange(
        intent.at(), intent.permitted().request().as(Effect.class), principal);
  }
}

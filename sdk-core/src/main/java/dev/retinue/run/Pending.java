package dev.retinue.run;

import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Wait;

/**
 * A run that waits for a person.
 *
 * @param scope of the run
 * @param address where in the run
 * @param request the effect that waits, recorded: what is settled is settled for this one alone
 * @param need a {@link Wait.Approval}, an {@link Wait.Answer} or a {@link Wait.Doubt}
 */
public record Pending(RunScope scope, Address address, String request, Wait need) {}

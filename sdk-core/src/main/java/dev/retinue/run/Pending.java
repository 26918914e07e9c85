package dev.retinue.run;

import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Wait;

/**
 * A run that waits for a person.
 *
 * @param scope of the run
 * @param address where in the run
 * @param need an {@link Wait.Approval} or an {@link Wait.Answer}
 */
public record Pending(RunScope scope, Address address, Wait need) {}

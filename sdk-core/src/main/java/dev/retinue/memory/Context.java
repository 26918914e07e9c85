package dev.retinue.memory;

import dev.retinue.identity.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where and when something that is remembered came about.
 *
 * @param session id of the session
 * @param principal whom the session is for; recall by another principal never returns the record,
 *     unless this is {@link Principal#SHARED}
 * @param at when: of a turn its end
 * @param speaker who said it, where that is not the principal; null if it is, or nobody did
 */
public record Context(String session, Principal principal, Instant at, @Nullable String speaker) {
  /** Said by the principal, or by nobody. */
  public Context(String session, Principal principal, Instant at) {
    this(session, principal, at, null);
  }
}

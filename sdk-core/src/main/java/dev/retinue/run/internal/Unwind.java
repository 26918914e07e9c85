package dev.retinue.run.internal;

import dev.retinue.identity.Address;
import dev.retinue.journal.Wait;
import dev.retinue.reasoner.StopReason;

/**
 * Takes a run off its thread. An Error, so that no honest catch clause stops it; a reasoner that
 * catches it all the same meets it again at its next effect, and its conclusion is not asked for.
 */
final class Unwind extends Error {
  private static final long serialVersionUID = 1L;
  private final transient Cause cause;

  Unwind(Cause cause) {
    super("the run is unwound: " + cause, null, false, false);
    this.cause = cause;
  }

  /** Why; not the throwable's cause. */
  Cause why() {
    return cause;
  }

  /** Why a run leaves its thread. */
  sealed interface Cause {
    /** It goes on when what it waits for is there. */
    record Waits(Address address, Wait need) implements Cause {}

    /** It ends. */
    record Stops(StopReason reason, String detail) implements Cause {}

    /** The call does not happen, since it cannot be afforded; the reasoner is told. */
    record Refused(String kind, String reason) implements Cause {}

    /** It ends by the host's will. */
    record Cancels() implements Cause {}

    /** The runtime closes; the run stays in the journal. */
    record Closes() implements Cause {}

    /** The time of an enclosing tool call is up: that call ends, and the run goes on. */
    record Expires() implements Cause {}

    /** This thread was given up: the run goes on on another one. */
    record GivenUp() implements Cause {}

    /** It ends, since nobody can tell whether an effect happened. */
    record Doubts(Address address, String effect, String key) implements Cause {}

    /** It ends, since it cannot go on as it is recorded. */
    record Fails(String kind, String message) implements Cause {}
  }
}

package dev.retinue.policy;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether an effect may happen. Thread-safe and free of side effects; asked once for each
 * effect.
 */
@FunctionalInterface
public interface Policy {
  Decision decide(Request request);

  /**
   * Settles a tool call in doubt; see {@link Settlement}.
   *
   * @param call the call, as it was allowed
   * @param key the idempotency key it was given
   * @return empty to ask a person; the run waits
   */
  default Optional<Settlement> settle(Request call, String key) {
    return Optional.empty();
  }

  /**
   * What is asked.
   *
   * @param effect the effect, with its arguments
   * @param access what it touches: a tool's declaration; for other effects what follows from their
   *     kind
   * @param scope on whose behalf
   * @param address where in the run
   */
  record Request(Effect<?> effect, Set<AccessClass> access, RunScope scope, Address address) {
    public Request {
      access = Set.copyOf(access);
    }
  }

  /** Allows everything. */
  static Policy allowAll() {
    return request -> new Decision.Allow("allow-all");
  }

  /**
   * This policy, narrowed by another: a denial of either stands, then a question of either, and
   * only what both allow is allowed.
   */
  default Policy narrowedBy(Policy other) {
    Policy wider = this;
    return new Policy() {
      @Override
      public Decision decide(Request request) {
        Decision ours = wider.decide(request);
        if (ours instanceof Decision.Deny) {
          return ours;
        }
        Decision theirs = other.decide(request);
        return theirs instanceof Decision.Allow
            ? ours
            : theirs instanceof Decision.Deny || ours instanceof Decision.Allow ? theirs : ours;
      }

      @Override
      public Optional<Settlement> settle(Request call, String key) {
        return wider.settle(call, key);
      }
    };
  }
}

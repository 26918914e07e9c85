package dev.retinue.policy;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import java.util.Set;

/**
 * Decides whether an effect may happen. Thread-safe and free of side effects; asked once for each
 * effect.
 */
@FunctionalInterface
public interface Policy {
  Decision decide(Request request);

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
    return request -> {
      Decision ours = decide(request);
      if (ours instanceof Decision.Deny) {
        return ours;
      }
      Decision theirs = other.decide(request);
      return theirs instanceof Decision.Allow
          ? ours
          : theirs instanceof Decision.Deny || ours instanceof Decision.Allow ? theirs : ours;
    };
  }
}

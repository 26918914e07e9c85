package dev.retinue.policy;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.label.Label;
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
   * @return empty to ask a person, while the run waits, if a crash made the doubt; empty to tell
   *     the reasoner, if the tool itself lost sight of the call
   */
  default Optional<Settlement> settle(Request call, String key) {
    return Optional.empty();
  }

  /**
   * What is asked.
   *
   * @param effect the effect, with its arguments
   * @param access what it touches: a tool's declaration; for other effects what follows from their
   *     kind; a tool that declares nothing touches {@link AccessClass#UNKNOWN}
   * @param scope on whose behalf
   * @param address where in the run
   * @param label of everything that the run had seen when it came to this effect
   */
  record Request(
      Effect<?> effect, Set<AccessClass> access, RunScope scope, Address address, Label label) {
    public Request {
      access = Set.copyOf(access);
    }

    /** Of a run that has seen nothing that needs caution. */
    public Request(Effect<?> effect, Set<AccessClass> access, RunScope scope, Address address) {
      this(effect, access, scope, address, Label.NONE);
    }
  }

  /**
   * What holds in every runtime unless its host says otherwise: after content from outside entered
   * a run, what publishes, spends, executes or uses a secret asks first; see {@link Rule#standard}.
   */
  static Policy standard() {
    return RulePolicy.of(Rule.standard());
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

package dev.retinue.effect;

import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Stands between a runtime and the world: sees every effect that is about to be performed, in every
 * run, and either has it performed or answers in its place. For cassettes and simulations; given to
 * the builder. Policies, budgets, the journal and events are as without it. Thread-safe.
 */
public interface StandIn {
  /**
   * Gives the result of an effect.
   *
   * @param world performs the effect; called at most once. What it throws must be passed on
   * @return a value of the effect's result type
   * @throws EffectException if the effect cannot be performed
   */
  Object perform(RunScope scope, Address address, Effect<?> effect, Supplier<Object> world);

  /**
   * Tells values that must not be written anywhere. Called when they become known, before an effect
   * can have seen them.
   */
  default void conceal(Collection<String> secrets) {}
}

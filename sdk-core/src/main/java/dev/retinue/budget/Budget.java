package dev.retinue.budget;

import java.util.Optional;

/**
 * What may be spent. Thread-safe. Whoever is about to spend reserves first, and settles with what
 * it really was; with any number of concurrent spenders no more than one call is ever overspent.
 *
 * <p>How many calls something takes is known before; how many tokens and how much money is not. A
 * reservation therefore has two sides: what is needed at least, which must fit, and what is held
 * until it is settled, which may reach beyond the limit: from then on everybody else is refused.
 *
 * <p>It is asked on the threads of runs, with no lock held: one that takes its time holds up the
 * call that it is asked for and no other. What was reserved elsewhere for a call is given back if
 * it throws.
 */
public interface Budget {
  /**
   * Reserves for a call that is about to be made.
   *
   * @param needed what it takes at least; must fit beside all that is spent and held. Of what is
   *     spent up nothing can be reserved, however little is needed.
   * @param held what it is expected to take: counted as spent until it is settled
   * @return empty when reserved; otherwise which limit does not allow it, with its values, and
   *     nothing is reserved
   */
  Optional<String> reserve(Cost needed, Cost held);

  /** Reserves what is known exactly. */
  default Optional<String> reserve(Cost cost) {
    return reserve(cost, cost);
  }

  /** Replaces a reservation by what was really spent, which may be more or less. */
  void settle(Cost held, Cost actual);

  /** Whether it limits money, so that a model of unknown price cannot be called. */
  boolean limitsMoney();

  /** What was spent and is reserved now. */
  Cost spent();
}

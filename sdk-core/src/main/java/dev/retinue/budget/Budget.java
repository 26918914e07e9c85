package dev.retinue.budget;

import java.util.Optional;

/**
 * What may be spent. Thread-safe. Whoever is about to spend reserves first, and settles with what
 * it really was; with any number of concurrent spenders no more than what was reserved is ever
 * overspent.
 */
public interface Budget {
  /**
   * Reserves an amount, here and in every budget above.
   *
   * @return empty when reserved; otherwise which limit of which budget does not allow it, and
   *     nothing is reserved
   */
  Optional<String> reserve(Cost cost);

  /** Replaces a reservation by what was really spent, which may be more or less. */
  void settle(Cost reserved, Cost actual);

  /** What was spent and is reserved now. */
  Cost spent();
}

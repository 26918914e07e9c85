package dev.retinue.run.internal;

import dev.retinue.budget.Money;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Tokens;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls cost by the price table, which is read when a model is first called. A model whose
 * price is not known counts as nothing, and that is said once. Thread-safe.
 */
public final class Prices {
  private static final Logger LOG = LoggerFactory.getLogger(Prices.class);
  private volatile @Nullable PriceTable table;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /**
   * @param table the host's, or null for the standard one
   */
  public Prices(@Nullable PriceTable table) {
    this.table = table;
  }

  /** The price of {@code provider:model}, if it is known. */
  public Optional<ModelPrice> of(String model) {
    return table().of(model);
  }

  /** All of them. */
  public PriceTable table() {
    PriceTable known = table;
    if (known == null) {
      known = PriceTable.standard();
      table = known;
    }
    return known;
  }

  static String unknown(String model) {
    return "the price of "
        + model
        + " is not known, and a limit on money cannot be kept without it; give it by"
        + " builder().prices(..)";
  }

  /** What this many tokens of the model cost. */
  Money cost(String model, Tokens tokens) {
    Optional<ModelPrice> price = of(model);
    if (price.isPresent()) {
      return price.get().of(tokens);
    }
    if (unknown.add(model)) {
      // Not a warning: no limit depends on it, or the call would have been refused.
      LOG.atInfo()
          .addKeyValue("model", model)
          .log(
              "the price of the model is not known, and it counts as nothing; give it by builder().prices(..)");
    }
    return Money.ZERO;
  }
}

package dev.retinue.llm.router;

import dev.retinue.effect.Backoff;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.PriceTable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a builder collects. Not changed once a router is made of it. */
final class Settings {
  final Map<Kind, Reaction> reactions = new EnumMap<>(Reaction.usual());
  final Map<String, Gate> gates = new HashMap<>();
  final Map<String, Integer> contexts = new HashMap<>();
  int attempts = 3;
  Duration attemptTimeout = Duration.ofMinutes(2);
  Duration patience = Duration.ofSeconds(20);
  Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
  Breaking breaking = Breaking.USUAL;
  double retriesPerCall = 0.45;
  int retryReserve = 20;
  @Nullable Duration hedgeAfter;
  boolean fits;
  @Nullable ResponseCache cache;
  @Nullable PriceTable prices;
  RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  Reaction reaction(Kind kind) {
    return java.util.Objects.requireNonNull(reactions.get(kind));
  }

  /** The gate of a model: its own, else its provider's. */
  Gate gate(String model) {
    Gate own = gates.get(model);
    if (own != null) {
      return own;
    }
    int colon = model.indexOf(':');
    return gates.getOrDefault(colon < 0 ? model : model.substring(0, colon), Gate.OPEN);
  }
}

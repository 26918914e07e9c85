package dev.retinue.llm.router;

import dev.retinue.model.ModelException.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a kind of failure means for the rest of a call, and for the model that failed.
 *
 * @param again whether the same model may be asked again in this call, after a pause
 * @param onward whether another model may be asked
 * @param breaks whether it counts against the model's circuit breaker: the model is ill, not the
 *     request
 * @param rest how long nobody asks the model; what the provider asks to wait, if that is longer
 */
public record Reaction(boolean again, boolean onward, boolean breaks, Duration rest) {
  public Reaction {
    if (rest.isNegative()) {
      throw new IllegalArgumentException("rest must not be negative, got " + rest);
    }
  }

  /** The usual ones, for each kind. */
  public static Map<Kind, Reaction> usual() {
    Map<Kind, Reaction> usual = new EnumMap<>(Kind.class);
    usual.put(Kind.RATE_LIMIT, new Reaction(true, true, false, Duration.ofSeconds(2)));
    usual.put(Kind.UNAVAILABLE, new Reaction(true, true, true, Duration.ZERO));
    usual.put(Kind.TIMEOUT, new Reaction(true, true, true, Duration.ZERO));
    usual.put(Kind.BAD_RESPONSE, new Reaction(true, true, true, Duration.ZERO));
    usual.put(Kind.CONTEXT_TOO_LONG, new Reaction(false, true, false, Duration.ZERO));
    usual.put(Kind.CONTENT_FILTER, new Reaction(false, true, false, Duration.ZERO));
    usual.put(Kind.BAD_REQUEST, new Reaction(false, true, false, Duration.ZERO));
    usual.put(Kind.AUTHENTICATION, new Reaction(false, true, false, Duration.ofMinutes(1)));
    usual.put(Kind.UNKNOWN_MODEL, new Reaction(false, true, false, Duration.ofMinutes(1)));
    usual.put(Kind.BUDGET, new Reaction(false, false, false, Duration.ZERO));
    return usual;
  }
}

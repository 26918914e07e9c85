package dev.retinue.llm.router;

import dev.retinue.effect.Backoff;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.PriceTable;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How calls go to models, whether by a {@link ModelRouter} or inside a runtime, by {@link
 * ResilientRouting}. Confined to one thread.
 *
 * @param <B> the builder that has these options
 */
public abstract sealed class RoutingOptions<B extends RoutingOptions<B>>
    permits ModelRouter.Builder, ResilientRouting.Builder {
  final Settings settings = new Settings();

  RoutingOptions() {}

  abstract B self();

  /** The longest that one attempt takes; two minutes if not set. */
  public B attemptTimeout(Duration longest) {
    settings.attemptTimeout = positive("attemptTimeout", longest);
    return self();
  }

  /**
   * How often a call may fail in ways that pass before it is given up; three times if not set, or
   * once for each model if there are more.
   */
  public B attempts(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, got " + most);
    }
    settings.attempts = most;
    return self();
  }

  /**
   * What retries may add to the load.
   *
   * @param perCall further attempts for each call, on average; 0.45 if not set
   * @param reserve further attempts that may always be made; 20 if not set
   */
  public B retries(double perCall, int reserve) {
    if (!(perCall >= 0) || reserve < 0) {
      throw new IllegalArgumentException(
          "retries must not be negative, got " + perCall + ", " + reserve);
    }
    settings.retriesPerCall = perCall;
    settings.retryReserve = reserve;
    return self();
  }

  /**
   * The pause before a model is asked again in the same call: doubled each time, by chance between
   * a half and all of it. 200 ms and 5 s if not set.
   */
  public B backoff(Duration first, Duration most) {
    settings.backoff = new Backoff(first, most);
    return self();
  }

  /** The longest that a call waits for a model that rests, or for a quota; 20 s if not set. */
  public B patience(Duration longest) {
    settings.patience = longest;
    return self();
  }

  /** What a kind of failure means; see {@link Reaction#usual}. */
  public B on(Kind kind, Reaction reaction) {
    settings.reactions.put(kind, reaction);
    return self();
  }

  /** When a model is not called any more. */
  public B breaking(Breaking breaking) {
    settings.breaking = breaking;
    return self();
  }

  /**
   * What may be asked with one key.
   *
   * @param names of models, or of providers for all models of theirs, that share the key
   */
  public B quota(Quota quota, String... names) {
    Gate gate = new Gate(quota);
    for (String name : names) {
      settings.gates.put(name, gate);
    }
    return self();
  }

  /**
   * Asks the next model too when the first has said nothing for so long, and takes the faster.
   * Costs up to twice the tokens. Off if not set.
   */
  public B hedgeAfter(Duration silence) {
    settings.hedgeAfter = positive("hedgeAfter", silence);
    return self();
  }

  /**
   * Keeps answers to the same request. Off if not set.
   *
   * @param most answers, at least 1; those used longest ago go first
   * @param age how long an answer is kept
   */
  public B cache(int most, Duration age) {
    settings.cache = new ResponseCache(most, age);
    return self();
  }

  /**
   * Leaves out the oldest turns of a conversation that does not fit a model's context, see {@link
   * dev.retinue.llm.prompt.ContextWindow}. Off if not set: then the model refuses it.
   */
  public B fitting() {
    settings.fits = true;
    return self();
  }

  /** The context of a model that does not tell itself, in tokens. */
  public B contextTokens(String model, int tokens) {
    settings.contexts.put(model, tokens);
    return self();
  }

  /** What the models cost; the published prices if not set. */
  public B prices(PriceTable table) {
    settings.prices = table;
    return self();
  }

  /** Where chance comes from. */
  public B random(RandomGenerator source) {
    settings.random = source;
    return self();
  }

  static Duration positive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
    return value;
  }
}

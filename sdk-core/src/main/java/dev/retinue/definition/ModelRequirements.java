package dev.retinue.definition;

import dev.retinue.budget.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a model that is chosen must be, whatever else it is good for. What follows from a call
 * itself (it has tools, images, so many tokens) is required in addition, and need not be said.
 *
 * @param tools whether it calls tools
 * @param vision whether it sees images
 * @param contextTokens the least tokens of prompt and answer together that it takes; null for any
 * @param locality where it runs
 * @param maxPrice the most US dollars for a million generated tokens; null for any price. A model
 *     whose price is not known is never chosen.
 * @param speed how slow it may be
 */
public record ModelRequirements(
    @Property(value = "Whether it must call tools", fallback = "false") boolean tools,
    @Property(value = "Whether it must see images", fallback = "false") boolean vision,
    @Property("The least tokens of prompt and answer together that it must take")
        @Nullable Integer contextTokens,
    @Property(value = "Where it must run", fallback = "anywhere") Locality locality,
    @Property("The most US dollars for a million generated tokens: 2.50") @Nullable Money maxPrice,
    @Property(value = "How slow it may be", fallback = "slow") Speed speed) {
  /** Anything will do. */
  public static final ModelRequirements NONE =
      new ModelRequirements(false, false, null, Locality.ANYWHERE, null, Speed.SLOW);

  public ModelRequirements {
    if (contextTokens != null && contextTokens < 1) {
      throw new IllegalArgumentException("context_tokens must be at least 1, got " + contextTokens);
    }
  }

  /** Where a model may run. */
  public enum Locality {
    ANYWHERE,
    /** Nothing that is asked leaves the host's own machines. */
    LOCAL
  }

  /** How soon a model usually answers; what it really takes is learned beside. */
  public enum Speed {
    FAST,
    MEDIUM,
    SLOW
  }

  public ModelRequirements withTools() {
    return new ModelRequirements(true, vision, contextTokens, locality, maxPrice, speed);
  }

  public ModelRequirements withVision() {
    return new ModelRequirements(tools, true, contextTokens, locality, maxPrice, speed);
  }

  public ModelRequirements withContextTokens(int tokens) {
    return new ModelRequirements(tools, vision, tokens, locality, maxPrice, speed);
  }

  public ModelRequirements withLocality(Locality where) {
    return new ModelRequirements(tools, vision, contextTokens, where, maxPrice, speed);
  }

  public ModelRequirements withMaxPrice(Money price) {
    return new ModelRequirements(tools, vision, contextTokens, locality, price, speed);
  }

  public ModelRequirements withSpeed(Speed slowest) {
    return new ModelRequirements(tools, vision, contextTokens, locality, maxPrice, slowest);
  }
}

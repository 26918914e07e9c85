package dev.retinue.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a model is run. Not every provider takes each: one that does not refuses it when the agent is
 * made.
 *
 * @param effort how hard the model thinks before it answers; null leaves it to the provider
 * @param contextTokens the context that the model is loaded with, in tokens; null for the
 *     provider's setting. Ollama's {@code num_ctx}.
 * @param keepAlive how long the model stays loaded after a call, negative for ever; null for the
 *     provider's setting. Ollama's {@code keep_alive}.
 */
public record ModelOptions(
    @Property("How hard the model thinks before it answers") @Nullable Effort effort,
    @Property("The context that the model is loaded with, in tokens: Ollama's num_ctx")
        @Nullable Integer contextTokens,
    @Property("How long the model stays loaded after a call: Ollama's keep_alive, as PT30M or 30m")
        @Nullable Duration keepAlive) {
  /** All is left to the provider. */
  public static final ModelOptions NONE = new ModelOptions(null, null, null);

  public ModelOptions {
    if (contextTokens != null && contextTokens < 1) {
      throw new IllegalArgumentException("context_tokens must be at least 1, got " + contextTokens);
    }
  }

  /** How hard a model thinks. */
  public enum Effort {
    LOW,
    MEDIUM,
    HIGH
  }

  public ModelOptions withEffort(Effort other) {
    return new ModelOptions(other, contextTokens, keepAlive);
  }

  public ModelOptions withContextTokens(int tokens) {
    return new ModelOptions(effort, tokens, keepAlive);
  }

  public ModelOptions withKeepAlive(Duration time) {
    return new ModelOptions(effort, contextTokens, time);
  }
}

package dev.retinue.definition;

import org.jspecify.annotations.Nullable;

/**
 * A model and how to call it. In YAML also the short form {@code "provider:model"}.
 *
 * @param provider the provider's name, for instance {@code ollama}
 * @param model the provider's name for the model
 * @param temperature from 0 to 2; null leaves it to the provider
 * @param maxTokens the most tokens to generate, at least 1; null leaves it to the provider
 * @param baseUrl where the provider is reached; empty for its usual address
 */
public record ModelDefinition(
    @Property("Name of the provider: openai, ollama, offline, ...") String provider,
    @Property("The provider's name for the model") String model,
    @Property("Sampling temperature, 0 to 2") @Nullable Double temperature,
    @Property("The most tokens to generate, at least 1") @Nullable Integer maxTokens,
    @Property(value = "Where the provider is reached, if not at its usual address", fallback = "")
        String baseUrl) {
  public ModelDefinition {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException(
          "a model needs a provider and a model, got '" + provider + ":" + model + "'");
    }
    if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
      throw new IllegalArgumentException("temperature must be from 0 to 2, got " + temperature);
    }
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("max_tokens must be at least 1, got " + maxTokens);
    }
  }

  /** Reads the short form {@code provider:model}; the model may itself contain colons. */
  public static ModelDefinition parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException("a model is named 'provider:model', got '" + text + "'");
    }
    return new ModelDefinition(text.substring(0, colon), text.substring(colon + 1), null, null, "");
  }

  /** {@code provider:model}. */
  public String reference() {
    return provider + ":" + model;
  }
}

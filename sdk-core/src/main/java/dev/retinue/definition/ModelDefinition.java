package dev.retinue.definition;

import org.jspecify.annotations.Nullable;

/**
 * A model and how to call it. In YAML also the short form {@code "provider:model"}, or {@code
 * auto}: a model that the runtime chooses for each call, among those that it can call and that meet
 * the requirements.
 *
 * @param provider the provider's name, for instance {@code ollama}; empty with {@code auto}
 * @param model the provider's name for the model, or {@code auto}
 * @param temperature from 0 to 2; null leaves it to the provider
 * @param maxTokens the most tokens to generate, at least 1; null leaves it to the provider
 * @param baseUrl where the provider is reached; empty for its usual address
 * @param options how the model is run
 * @param requires what a model that is chosen must be; says nothing of one that is named
 */
public record ModelDefinition(
    @Property(value = "Name of the provider: openai, ollama, offline, ...", fallback = "")
        String provider,
    @Property("The provider's name for the model, or 'auto' to have one chosen for each call")
        String model,
    @Property("Sampling temperature, 0 to 2") @Nullable Double temperature,
    @Property("The most tokens to generate, at least 1") @Nullable Integer maxTokens,
    @Property(value = "Where the provider is reached, if not at its usual address", fallback = "")
        String baseUrl,
    @Property(value = "How the model is run", fallback = "{}") ModelOptions options,
    @Property(value = "What a model that is chosen must be", fallback = "{}")
        ModelRequirements requires) {
  private static final String AUTO = "auto";

  public ModelDefinition {
    boolean auto = provider.isEmpty() && model.equals(AUTO);
    if (model.isBlank() || (provider.isBlank() && !auto)) {
      throw new IllegalArgumentException(
          "a model needs a provider and a model, or is 'auto', got '"
              + provider
              + ":"
              + model
              + "'");
    }
    if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
      throw new IllegalArgumentException("temperature must be from 0 to 2, got " + temperature);
    }
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("max_tokens must be at least 1, got " + maxTokens);
    }
    if (auto && !baseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "a base_url belongs to one provider, and 'auto' may choose another; name the model");
    }
    if (!auto && !requires.equals(ModelRequirements.NONE)) {
      throw new IllegalArgumentException(
          "requirements are for the model 'auto'; " + provider + ":" + model + " is named already");
    }
  }

  /** A model that is named. */
  public ModelDefinition(
      String provider,
      String model,
      @Nullable Double temperature,
      @Nullable Integer maxTokens,
      String baseUrl) {
    this(
        provider,
        model,
        temperature,
        maxTokens,
        baseUrl,
        ModelOptions.NONE,
        ModelRequirements.NONE);
  }

  /** A model that is chosen for each call. */
  public static ModelDefinition auto(ModelRequirements requires) {
    return new ModelDefinition("", AUTO, null, null, "", ModelOptions.NONE, requires);
  }

  /**
   * Reads the short form {@code provider:model}, whose model may itself contain colons, or auto.
   */
  public static ModelDefinition parse(String text) {
    if (text.equals(AUTO)) {
      return auto(ModelRequirements.NONE);
    }
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException("a model is named 'provider:model', got '" + text + "'");
    }
    return new ModelDefinition(text.substring(0, colon), text.substring(colon + 1), null, null, "");
  }

  /** Whether the model is chosen for each call. */
  public boolean isAuto() {
    return provider.isEmpty();
  }

  /** A model that was chosen, called as this says. */
  public ModelDefinition chosen(String reference) {
    ModelDefinition named = parse(reference);
    return new ModelDefinition(
        named.provider, named.model, temperature, maxTokens, "", options, ModelRequirements.NONE);
  }

  public ModelDefinition withOptions(ModelOptions others) {
    return new ModelDefinition(provider, model, temperature, maxTokens, baseUrl, others, requires);
  }

  /** {@code provider:model}, or {@code auto}. */
  public String reference() {
    return isAuto() ? AUTO : provider + ":" + model;
  }
}

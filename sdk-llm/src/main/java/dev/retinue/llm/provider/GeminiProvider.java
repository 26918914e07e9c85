package dev.retinue.llm.provider;

import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions.Effort;
import dev.retinue.llm.prompt.TokenEstimate;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelTraits;
import dev.retinue.model.Tokens;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code google:<model>}: Google's Gemini over its own API. The key is the secret {@code
 * GEMINI_API_KEY}. Needs {@code dev.langchain4j:langchain4j-google-ai-gemini}. Thread-safe.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Generating content</a>
 */
public final class GeminiProvider implements ModelProvider {
  static final String KEY = "GEMINI_API_KEY";
  private static final String USUAL = "https://generativelanguage.googleapis.com/v1beta";

  private final Connections connections;

  public GeminiProvider() {
    this(new Connections());
  }

  GeminiProvider(Connections connections) {
    this.connections = connections;
  }

  @Override
  public String name() {
    return "google";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    String key = Key.of(definition, environment, KEY);
    String url =
        definition.baseUrl().isBlank() ? USUAL : BaseUrl.checked("base_url", definition.baseUrl());
    try {
      return client(definition, environment, key, url);
    } catch (NoClassDefFoundError e) {
      throw Missing.artifact(definition, "langchain4j-google-ai-gemini", e);
    }
  }

  private LanguageModel client(
      ModelDefinition definition, Environment environment, String key, String url) {
    Exchange exchange =
        connections.exchange(new GeminiDialect(), definition.reference(), environment.clock());
    @Nullable Effort effort = Thinking.of(definition);
    @Nullable GeminiThinkingConfig thinking =
        effort == null
            ? null
            : GeminiThinkingConfig.builder()
                .includeThoughts(true)
                .thinkingBudget(Thinking.budget(effort))
                .build();
    var chat =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxOutputTokens(definition.maxTokens())
            .thinkingConfig(thinking)
            .returnThinking(true)
            .sendThinking(true)
            .maxRetries(0)
            .build();
    var streaming =
        GoogleAiGeminiStreamingChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxOutputTokens(definition.maxTokens())
            .thinkingConfig(thinking)
            .returnThinking(true)
            .sendThinking(true)
            .build();
    return new LanguageModel(
        definition.reference(),
        Prepared.chat(chat, SoundHistory::of),
        Prepared.streaming(streaming, SoundHistory::of),
        new ModelTraits(
            GeminiProvider::used,
            TokenEstimate.GEMINI::of,
            0,
            () ->
                exchange.ask(
                    url + "/models/" + definition.model(),
                    Map.of("x-goog-api-key", List.of(key)),
                    null)));
  }

  /** Google counts thoughts beside the answer, and charges them as it. */
  private static Tokens used(@Nullable TokenUsage usage) {
    Tokens counted = Tokens.of(usage);
    return usage instanceof GoogleAiGeminiTokenUsage detailed
        ? new Tokens(
            counted.input(),
            counted.output() + Tokens.count(detailed.thoughtsTokenCount()),
            Tokens.count(detailed.cachedContentTokenCount()))
        : counted;
  }

  @Override
  public void close() {
    connections.close();
  }
}

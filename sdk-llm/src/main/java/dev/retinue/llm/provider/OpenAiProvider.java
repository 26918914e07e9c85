package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.llm.prompt.TokenEstimate;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelTraits;
import dev.retinue.model.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code openai:<model>}: OpenAI's chat completions, and any server that speaks them, named by
 * {@code base_url}. The key is the secret {@code OPENAI_API_KEY}. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>
 */
public final class OpenAiProvider implements ModelProvider {
  static final String KEY = "OPENAI_API_KEY";
  private static final String USUAL = "https://api.openai.com/v1";

  private final Connections connections;

  public OpenAiProvider() {
    this(new Connections());
  }

  OpenAiProvider(Connections connections) {
    this.connections = connections;
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    String key = Key.of(definition, environment, KEY);
    @Nullable String effort = Thinking.name(Thinking.of(definition));
    boolean usual = definition.baseUrl().isBlank();
    String url = usual ? USUAL : BaseUrl.checked("base_url", definition.baseUrl());
    // OpenAI refuses max_tokens for its newer models; other servers know nothing else.
    @Nullable Integer completion = usual ? definition.maxTokens() : null;
    @Nullable Integer tokens = usual ? null : definition.maxTokens();
    Exchange exchange =
        connections.exchange(new OpenAiDialect(), definition.reference(), environment.clock());
    var chat =
        OpenAiChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxCompletionTokens(completion)
            .maxTokens(tokens)
            .reasoningEffort(effort)
            .returnThinking(true)
            .maxRetries(0)
            .build();
    var streaming =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxCompletionTokens(completion)
            .maxTokens(tokens)
            .reasoningEffort(effort)
            .returnThinking(true)
            .build();
    return new LanguageModel(
        definition.reference(),
        Prepared.chat(chat, SoundHistory::of),
        Prepared.streaming(streaming, SoundHistory::of),
        new ModelTraits(
            OpenAiProvider::used,
            TokenEstimate.OPENAI::of,
            0,
            () -> check(definition, exchange, url, key)));
  }

  private static Tokens used(@Nullable TokenUsage usage) {
    Tokens counted = Tokens.of(usage);
    return usage instanceof OpenAiTokenUsage detailed && detailed.inputTokensDetails() != null
        ? new Tokens(
            counted.input(),
            counted.output(),
            Tokens.count(detailed.inputTokensDetails().cachedTokens()))
        : counted;
  }

  private static void check(ModelDefinition definition, Exchange exchange, String url, String key) {
    JsonNode listed =
        exchange.ask(url + "/models", Map.of("Authorization", List.of("Bearer " + key)), null);
    List<String> names = new ArrayList<>();
    listed.path("data").forEach(model -> names.add(model.path("id").asText()));
    if (!names.contains(definition.model())) {
      throw new ModelException(
          ModelException.Kind.UNKNOWN_MODEL,
          definition.reference(),
          url
              + " has no model '"
              + definition.model()
              + "'"
              + NearestName.hint(definition.model(), names),
          null);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}

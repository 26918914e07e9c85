package dev.retinue.llm.provider;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions.Effort;
import dev.retinue.error.SetupException;
import dev.retinue.llm.prompt.TokenEstimate;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelTraits;
import dev.retinue.model.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code anthropic:<model>}: Claude over Anthropic's Messages. The key is the secret {@code
 * ANTHROPIC_API_KEY}. Needs {@code dev.langchain4j:langchain4j-anthropic}. System message and tools
 * are marked for Anthropic's prompt cache, since an agent sends them with each step. Thread-safe.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Messages</a>
 */
public final class AnthropicProvider implements ModelProvider {
  static final String KEY = "ANTHROPIC_API_KEY";
  private static final String USUAL = "https://api.anthropic.com/v1";
  private static final String VERSION = "2023-06-01";

  /** Anthropic wants a limit; every model that it serves allows this. */
  private static final int MOST = 4_096;

  private final Connections connections;

  public AnthropicProvider() {
    this(new Connections());
  }

  AnthropicProvider(Connections connections) {
    this.connections = connections;
  }

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    String key = Key.of(definition, environment, KEY);
    String url =
        definition.baseUrl().isBlank() ? USUAL : BaseUrl.checked("base_url", definition.baseUrl());
    @Nullable Double temperature = definition.temperature();
    if (temperature != null && temperature > 1) {
      throw new SetupException(
          "temperature",
          "model '"
              + definition.reference()
              + "' takes a temperature from 0 to 1, got "
              + temperature);
    }
    if (temperature != null && temperature != 1 && definition.options().effort() != null) {
      throw new SetupException(
          "temperature",
          "model '"
              + definition.reference()
              + "' takes no temperature but 1 where it thinks, got "
              + temperature
              + "; leave out the temperature or the effort");
    }
    try {
      return client(definition, environment, key, url);
    } catch (NoClassDefFoundError e) {
      throw Missing.artifact(definition, "langchain4j-anthropic", e);
    }
  }

  private LanguageModel client(
      ModelDefinition definition, Environment environment, String key, String url) {
    int most = Objects.requireNonNullElse(definition.maxTokens(), MOST);
    Exchange exchange =
        connections.exchange(new AnthropicDialect(), definition.reference(), environment.clock());
    @Nullable Effort effort = Thinking.of(definition);
    // Anthropic counts thoughts to what is generated; what the definition limits is the answer.
    int thoughts = effort == null ? 0 : Thinking.budget(effort);
    var chat =
        AnthropicChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .version(VERSION)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxTokens(most + thoughts)
            .cacheSystemMessages(true)
            .cacheTools(true)
            .thinkingType(effort == null ? null : "enabled")
            .thinkingBudgetTokens(effort == null ? null : thoughts)
            .returnThinking(true)
            .sendThinking(true)
            .maxRetries(0)
            .build();
    var streaming =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .apiKey(key)
            .version(VERSION)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxTokens(most + thoughts)
            .cacheSystemMessages(true)
            .cacheTools(true)
            .thinkingType(effort == null ? null : "enabled")
            .thinkingBudgetTokens(effort == null ? null : thoughts)
            .returnThinking(true)
            .sendThinking(true)
            .build();
    return new LanguageModel(
        definition.reference(),
        Prepared.chat(chat, SoundHistory::of),
        Prepared.streaming(streaming, SoundHistory::of),
        new ModelTraits(
            AnthropicProvider::used,
            TokenEstimate.ANTHROPIC::of,
            0,
            () ->
                exchange.ask(
                    url + "/models/" + definition.model(),
                    Map.of("x-api-key", List.of(key), "anthropic-version", List.of(VERSION)),
                    null)));
  }

  /** Anthropic counts what it reads from the cache, and writes to it, beside the input. */
  private static Tokens used(@Nullable TokenUsage usage) {
    Tokens counted = Tokens.of(usage);
    if (usage instanceof AnthropicTokenUsage detailed) {
      long read = Tokens.count(detailed.cacheReadInputTokens());
      long written = Tokens.count(detailed.cacheCreationInputTokens());
      return new Tokens(counted.input() + read + written, counted.output(), read, written);
    }
    return counted;
  }

  @Override
  public void close() {
    connections.close();
  }
}

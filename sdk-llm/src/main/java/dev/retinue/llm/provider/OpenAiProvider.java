package dev.retinue.llm.provider;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import java.util.function.UnaryOperator;
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

  private final SharedHttpClient http = new SharedHttpClient(UnaryOperator.identity());

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    String key =
        environment
            .secret(KEY)
            .filter(value -> !value.isBlank())
            .orElseThrow(() -> noKey(definition));
    boolean usual = definition.baseUrl().isBlank();
    String url = usual ? USUAL : BaseUrl.checked("base_url", definition.baseUrl());
    // OpenAI refuses max_tokens for its newer models; other servers know nothing else.
    @Nullable Integer completion = usual ? definition.maxTokens() : null;
    @Nullable Integer tokens = usual ? null : definition.maxTokens();
    var chat =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxCompletionTokens(completion)
            .maxTokens(tokens)
            .maxRetries(0)
            .build();
    var streaming =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(url)
            .apiKey(key)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .maxCompletionTokens(completion)
            .maxTokens(tokens)
            .build();
    return new LanguageModel(definition.reference(), chat, new WholeStreams(streaming));
  }

  private static SetupException noKey(ModelDefinition definition) {
    return new SetupException(
        KEY,
        "model '"
            + definition.reference()
            + "' needs a key: set the environment variable "
            + KEY
            + " or call builder().secret(\""
            + KEY
            + "\", value)");
  }
}

package dev.retinue.llm.provider;

import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;

/**
 * {@code ollama:<model>}: models served by Ollama at the definition's {@code base_url}, else at the
 * secret or environment variable {@code OLLAMA_BASE_URL}, else at {@code http://localhost:11434}.
 * Thread-safe.
 *
 * @see <a href="https://github.com/ollama/ollama/blob/main/docs/api.md">Ollama's API</a>
 */
public final class OllamaProvider implements ModelProvider {
  private static final String URL = "OLLAMA_BASE_URL";
  private static final String USUAL = "http://localhost:11434";

  /**
   * Tokens of prompt and answer together. Always sent: Ollama's own default is smaller, and it cuts
   * longer prompts without a word.
   */
  private static final int CONTEXT = 8192;

  private final SharedHttpClient http = new SharedHttpClient(WholeLines::new);

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    String url =
        definition.baseUrl().isBlank()
            ? BaseUrl.checked(URL, environment.secret(URL).orElse(USUAL))
            : BaseUrl.checked("base_url", definition.baseUrl());
    var chat =
        OllamaChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(url)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .numPredict(definition.maxTokens())
            .numCtx(CONTEXT)
            .maxRetries(0)
            .build();
    var streaming =
        OllamaStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(url)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .numPredict(definition.maxTokens())
            .numCtx(CONTEXT)
            .build();
    return new LanguageModel(definition.reference(), chat, streaming);
  }
}

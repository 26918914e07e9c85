package dev.retinue.llm.provider;

import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions;
import dev.retinue.error.SetupException;
import dev.retinue.llm.prompt.TokenEstimate;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelTraits;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ollama:<model>}: models served by Ollama at the definition's {@code base_url}, else at the
 * secret or environment variable {@code OLLAMA_BASE_URL}, else at {@code http://localhost:11434}.
 *
 * <p>{@code num_ctx} is sent with each call: the definition's option {@code context_tokens}, else
 * {@code OLLAMA_CONTEXT_LENGTH} tokens, else 8192. A prompt that would be cut is refused. A model
 * stays loaded after a call for the option {@code keep_alive}, else for {@code OLLAMA_KEEP_ALIVE}
 * ({@code 30m}, seconds, or -1 for ever), else for 15 minutes. Any effort lets a model think that
 * can. Before the first call the server is asked whether it has the model. Thread-safe.
 *
 * @see <a href="https://docs.ollama.com/api/chat">Ollama's API</a>
 */
public final class OllamaProvider implements ModelProvider {
  private static final String URL = "OLLAMA_BASE_URL";
  private static final String USUAL = "http://localhost:11434";
  private static final String CONTEXT = "OLLAMA_CONTEXT_LENGTH";
  private static final int USUAL_CONTEXT = 8_192;
  private static final String KEEP_ALIVE = "OLLAMA_KEEP_ALIVE";
  private static final Duration USUAL_KEEP_ALIVE = Duration.ofMinutes(15);
  private static final Pattern LASTING = Pattern.compile("(-?\\d{1,6})([smh]?)");
  private static final Map<String, Integer> UNITS = Map.of("s", 1, "m", 60, "h", 3_600);

  private final Connections connections;

  public OllamaProvider() {
    this(new Connections());
  }

  OllamaProvider(Connections connections) {
    this.connections = connections;
  }

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
    ModelOptions options = definition.options();
    int context = options.contextTokens() == null ? context(environment) : options.contextTokens();
    @Nullable Boolean think = options.effort() == null ? null : true;
    Exchange exchange =
        connections.exchange(new OllamaDialect(), definition.reference(), environment.clock());
    var lasting =
        OllamaChatRequestParameters.builder().keepAlive(keepAlive(options, environment)).build();
    var chat =
        OllamaChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .defaultRequestParameters(lasting)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .numPredict(definition.maxTokens())
            .numCtx(context)
            .think(think)
            .returnThinking(true)
            .maxRetries(0)
            .build();
    var streaming =
        OllamaStreamingChatModel.builder()
            .httpClientBuilder(exchange.builder())
            .baseUrl(url)
            .defaultRequestParameters(lasting)
            .modelName(definition.model())
            .temperature(definition.temperature())
            .numPredict(definition.maxTokens())
            .numCtx(context)
            .think(think)
            .returnThinking(true)
            .build();
    OllamaPresence presence = new OllamaPresence(exchange, url, definition, context);
    return new LanguageModel(
        definition.reference(),
        Prepared.chat(chat, presence::prepared),
        Prepared.streaming(streaming, presence::prepared),
        new ModelTraits(Tokens::of, TokenEstimate.OLLAMA::of, context, presence::check));
  }

  private static int context(Environment environment) {
    String value = environment.secret(CONTEXT).orElse(String.valueOf(USUAL_CONTEXT)).strip();
    if (!value.matches("\\d{1,8}") || Integer.parseInt(value) < 1) {
      throw new SetupException(
          CONTEXT, CONTEXT + " must be a number of tokens such as 8192, got '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  /** In seconds; below zero for ever. */
  private static int keepAlive(ModelOptions options, Environment environment) {
    Duration given = options.keepAlive();
    if (given != null) {
      return given.isNegative() ? -1 : (int) Math.min(given.toSeconds(), Integer.MAX_VALUE);
    }
    String value = environment.secret(KEEP_ALIVE).map(String::strip).orElse("");
    if (value.isEmpty()) {
      return Math.toIntExact(USUAL_KEEP_ALIVE.toSeconds());
    }
    Matcher lasting = LASTING.matcher(value);
    if (!lasting.matches()) {
      throw new SetupException(
          KEEP_ALIVE,
          KEEP_ALIVE + " must be a time such as 30m, 1h or -1 for ever, got '" + value + "'");
    }
    return Integer.parseInt(lasting.group(1)) * UNITS.getOrDefault(lasting.group(2), 1);
  }

  @Override
  public void close() {
    connections.close();
  }
}

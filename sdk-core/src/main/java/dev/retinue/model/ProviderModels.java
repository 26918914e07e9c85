package dev.retinue.model;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models opened from providers on first use and called directly: the chain is tried in order, each
 * model once. Thread-safe.
 */
public final class ProviderModels implements Models {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderModels.class);
  private static final ModelDefinition OFFLINE = ModelDefinition.parse("offline:extractive");

  private final Map<String, ModelProvider> providers;
  private final Map<String, LanguageModel> given;
  private final @Nullable LanguageModel preferred;
  private final boolean modelRequired;
  private final ModelProvider.Environment environment;
  private final Map<ModelDefinition, LanguageModel> opened = new ConcurrentHashMap<>();
  private final AtomicBoolean saidOffline = new AtomicBoolean();

  /**
   * @param providers by name
   * @param given models of the host by {@code provider:model}, which come before the providers'
   * @param preferred the host's model for definitions that name none, or null
   * @param modelRequired whether such definitions are refused rather than given the offline model
   */
  public ProviderModels(
      Map<String, ModelProvider> providers,
      Map<String, LanguageModel> given,
      @Nullable LanguageModel preferred,
      boolean modelRequired,
      ModelProvider.Environment environment) {
    this.providers = Map.copyOf(providers);
    this.given = Map.copyOf(given);
    this.preferred = preferred;
    this.modelRequired = modelRequired;
    this.environment = environment;
  }

  @Override
  public List<String> problems(List<ModelDefinition> chain) {
    List<String> problems = new ArrayList<>();
    if (chain.isEmpty()) {
      problemWithoutName().ifPresent(problems::add);
    }
    for (ModelDefinition definition : chain) {
      problem(definition).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<String> problemWithoutName() {
    if (preferred != null) {
      return Optional.empty();
    }
    if (modelRequired) {
      return Optional.of(
          "no model is named and builder().requireModel() refuses the offline one; name one in llm");
    }
    return providers.containsKey(OFFLINE.provider())
        ? Optional.empty()
        : Optional.of(
            "no model: name one in llm, call builder().model(..), or add dev.retinue:sdk-llm, which has an offline one");
  }

  private Optional<String> problem(ModelDefinition definition) {
    if (given.containsKey(definition.reference())) {
      return Optional.empty();
    }
    if (!providers.containsKey(definition.provider())) {
      return Optional.of(
          "no provider '"
              + definition.provider()
              + "' for the model "
              + definition.reference()
              + NearestName.hint(definition.provider(), providers.keySet())
              + (providers.isEmpty()
                  ? "; add dev.retinue:sdk-llm or call builder().model(..)"
                  : ""));
    }
    try {
      open(definition);
      return Optional.empty();
    } catch (SetupException e) {
      return Optional.of(e.getMessage());
    }
  }

  private LanguageModel open(ModelDefinition definition) {
    LanguageModel host = given.get(definition.reference());
    if (host != null) {
      return host;
    }
    ModelProvider provider = providers.get(definition.provider());
    if (provider == null) {
      throw new SetupException(definition.reference(), problem(definition).orElseThrow());
    }
    return opened.computeIfAbsent(definition, d -> provider.open(d, environment));
  }

  private List<LanguageModel> candidates(List<ModelDefinition> chain) {
    if (!chain.isEmpty()) {
      return chain.stream().map(this::open).toList();
    }
    if (preferred != null) {
      return List.of(preferred);
    }
    Optional<String> problem = problemWithoutName();
    if (problem.isPresent()) {
      throw new SetupException("model", problem.get());
    }
    if (saidOffline.compareAndSet(false, true)) {
      LOG.info(
          "no model is named: answers come from the embedded offline model, which quotes and uses tools but does not generate");
    }
    return List.of(open(OFFLINE));
  }

  @Override
  public ModelReply call(List<ModelDefinition> chain, ModelRequest request, Call call)
      throws InterruptedException {
    ModelException last = null;
    for (LanguageModel model : candidates(chain)) {
      Attempt attempt = call.begin(model.id());
      try {
        ModelReply reply = reply(model, answer(model, request, call, attempt));
        attempt.succeeded(reply.tokens());
        return reply;
      } catch (ModelException e) {
        attempt.failed(e.getMessage());
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null
        ? new ModelException(ModelException.Kind.UNKNOWN_MODEL, "", "no model to call", null)
        : last;
  }

  @Override
  public void close() {
    providers.values().forEach(ModelProvider::close);
  }

  private static ChatResponse answer(
      LanguageModel model, ModelRequest request, Call call, Attempt attempt)
      throws InterruptedException {
    ChatRequest.Builder chat = ChatRequest.builder().messages(request.conversation().messages());
    if (!request.tools().isEmpty()) {
      chat.toolSpecifications(request.tools());
    }
    if (request.answerSchema() != null) {
      chat.responseFormat(
          ResponseFormat.builder()
              .type(ResponseFormatType.JSON)
              .jsonSchema(request.answerSchema())
              .build());
    }
    try {
      if (model.chat() != null && (model.streaming() == null || !call.streams())) {
        return model.chat().chat(chat.build());
      }
      Pieces pieces = new Pieces(attempt);
      java.util.Objects.requireNonNull(model.streaming()).chat(chat.build(), pieces);
      return pieces.whole.get(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(model.id(), java.util.Objects.requireNonNullElse(e.getCause(), e));
    } catch (java.util.concurrent.TimeoutException e) {
      throw new ModelException(
          ModelException.Kind.TIMEOUT,
          model.id(),
          model.id() + " stopped streaming before its answer was whole",
          e);
    } catch (RuntimeException e) {
      // The boundary to the clients: whatever they throw becomes one exception with a kind.
      throw failure(model.id(), e);
    }
  }

  private static ModelException failure(String model, Throwable e) {
    ModelException.Kind kind =
        switch (e) {
          case AuthenticationException x -> ModelException.Kind.AUTHENTICATION;
          case RateLimitException x -> ModelException.Kind.RATE_LIMIT;
          case TimeoutException x -> ModelException.Kind.TIMEOUT;
          case ContentFilteredException x -> ModelException.Kind.CONTENT_FILTER;
          case ModelNotFoundException x -> ModelException.Kind.UNKNOWN_MODEL;
          case InternalServerException x -> ModelException.Kind.UNAVAILABLE;
          case UnresolvedModelServerException x -> ModelException.Kind.UNAVAILABLE;
          case InvalidRequestException x ->
              String.valueOf(x.getMessage()).contains("context")
                  ? ModelException.Kind.CONTEXT_TOO_LONG
                  : ModelException.Kind.BAD_REQUEST;
          default ->
              causedBy(e, java.io.IOException.class)
                  ? ModelException.Kind.UNAVAILABLE
                  : ModelException.Kind.BAD_RESPONSE;
        };
    String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ModelException(kind, model, model + " did not answer (" + kind + "): " + detail, e);
  }

  private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return !(cause instanceof com.fasterxml.jackson.core.JsonProcessingException);
      }
    }
    return false;
  }

  private static ModelReply reply(LanguageModel model, ChatResponse response) {
    if (response.aiMessage() == null) {
      throw new ModelException(
          ModelException.Kind.BAD_RESPONSE,
          model.id(),
          model.id() + " answered without a message",
          null);
    }
    String finish =
        response.finishReason() == null
            ? "other"
            : response.finishReason().name().toLowerCase(Locale.ROOT);
    return new ModelReply(response.aiMessage(), model.id(), tokens(response.tokenUsage()), finish);
  }

  private static Tokens tokens(@Nullable TokenUsage usage) {
    if (usage == null) {
      return Tokens.NONE;
    }
    return new Tokens(count(usage.inputTokenCount()), count(usage.outputTokenCount()), 0);
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }

  /** Collects a streamed answer. */
  private static final class Pieces implements StreamingChatResponseHandler {
    private final Attempt attempt;
    private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();

    Pieces(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void onPartialResponse(String piece) {
      if (!whole.isDone()) {
        attempt.token(piece);
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      whole.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}

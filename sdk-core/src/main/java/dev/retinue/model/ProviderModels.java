package dev.retinue.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import dev.retinue.learning.Lessons;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models opened from providers on first use; a {@link Routing} decides which of a chain is called.
 * Thread-safe.
 */
public final class ProviderModels implements Models {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderModels.class);
  private static final ModelDefinition OFFLINE = ModelDefinition.parse("offline:extractive");

  private final Map<String, ModelProvider> providers;
  private final Map<String, LanguageModel> given;
  private final @Nullable LanguageModel preferred;
  private final boolean modelRequired;
  private final Routing routing;
  private final ModelProvider.Environment environment;
  private final Map<ModelDefinition, LanguageModel> opened = new ConcurrentHashMap<>();
  private final ChosenModels chosen;
  private final AtomicBoolean saidOffline = new AtomicBoolean();

  /**
   * @param providers by name
   * @param given models of the host by {@code provider:model}, which come before the providers'
   * @param preferred the host's model for definitions that name none, or null
   * @param modelRequired whether such definitions are refused rather than given the offline model
   * @param routing how calls go to the models of a chain
   * @param selection how a model is chosen, or null if none can be
   * @param prices what models cost, asked when one is to be chosen
   */
  public ProviderModels(
      Map<String, ModelProvider> providers,
      Map<String, LanguageModel> given,
      @Nullable LanguageModel preferred,
      boolean modelRequired,
      Routing routing,
      ModelProvider.Environment environment,
      @Nullable ModelSelection selection,
      Supplier<PriceTable> prices) {
    this.providers = Map.copyOf(providers);
    this.given = Map.copyOf(given);
    this.preferred = preferred;
    this.modelRequired = modelRequired;
    this.routing = routing;
    this.environment = environment;
    this.chosen = new ChosenModels(selection, prices, this::open);
  }

  /** Models of which none can be chosen: each is named. */
  public ProviderModels(
      Map<String, ModelProvider> providers,
      Map<String, LanguageModel> given,
      @Nullable LanguageModel preferred,
      boolean modelRequired,
      Routing routing,
      ModelProvider.Environment environment) {
    this(providers, given, preferred, modelRequired, routing, environment, null, PriceTable::empty);
  }

  @Override
  public List<String> problems(List<ModelDefinition> chain) {
    List<String> problems = new ArrayList<>();
    if (chain.isEmpty()) {
      problemWithoutName().ifPresent(problems::add);
    }
    for (ModelDefinition definition : chain) {
      (definition.isAuto() ? chosen.problem(definition) : problem(definition))
          .ifPresent(problems::add);
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
    try {
      open(definition);
      boolean elsewhere =
          given.containsKey(definition.reference()) || !definition.baseUrl().isEmpty();
      return elsewhere
          ? Optional.empty()
          : chosen
              .meant(definition.reference())
              .map(meant ->
                  "no model '" + definition.reference() + "'; did you mean '" + meant + "'?");
    } catch (SetupException e) {
      return Optional.of(e.getMessage());
    }
  }

  private String unknownProvider(ModelDefinition definition) {
    return "no provider '"
        + definition.provider()
        + "' for the model "
        + definition.reference()
        + NearestName.hint(definition.provider(), providers.keySet())
        + (providers.isEmpty() ? "; add dev.retinue:sdk-llm or call builder().model(..)" : "");
  }

  private LanguageModel open(ModelDefinition definition) {
    LanguageModel host = given.get(definition.reference());
    if (host != null) {
      return host;
    }
    ModelProvider provider = providers.get(definition.provider());
    if (provider == null) {
      throw new SetupException(definition.reference(), unknownProvider(definition));
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
    try {
      return chosen.call(
          chain,
          request,
          call,
          (models, watched) -> reply(routing.route(candidates(models), inFull(request), watched)));
    } catch (ModelException e) {
      throw chosen.hinted(e);
    }
  }

  private static ModelReply reply(Routing.Routed routed) {
    ChatResponse response = routed.response();
    String finish =
        response.finishReason() == null
            ? "other"
            : response.finishReason().name().toLowerCase(Locale.ROOT);
    return new ModelReply(response.aiMessage(), routed.model(), routed.tokens(), finish);
  }

  @Override
  public Optional<ModelChoice> explain(
      List<ModelDefinition> chain, ModelRequest request, Lessons lessons) {
    return chosen.explain(chain, request, lessons);
  }

  private static ChatRequest inFull(ModelRequest request) {
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
    return chat.build();
  }

  @Override
  public void close() {
    try {
      routing.close();
    } finally {
      providers.values().forEach(ModelProvider::close);
    }
  }
}

package dev.retinue.llm.router;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.retinue.budget.Budget;
import dev.retinue.health.Health;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.Routing.Routed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A langchain4j model over several: it calls the first, and when that fails tries again or goes on
 * to the next, as the kind of failure asks for. Any host can use it alone, wherever a {@link
 * ChatModel} is wanted; {@link #streaming} is the same in pieces. Its models' own retries must be
 * off. Thread-safe.
 *
 * <pre>{@code
 * try (ModelRouter router =
 *     ModelRouter.builder()
 *         .model("openai:gpt-5", gpt)
 *         .model("ollama:llama3.1:8b", llama)
 *         .timeout(Duration.ofSeconds(30))
 *         .build()) {
 *   router.chat("How high is the tower?");
 * }
 * }</pre>
 *
 * <p>A call that no model answered ends with a {@link ModelException} of the last failure's kind,
 * the others suppressed, and never later than its timeout.
 */
public final class ModelRouter implements ChatModel, AutoCloseable {
  private final Routes routes;
  private final Map<String, LanguageModel> models;
  private final List<LanguageModel> chain;
  private final Duration timeout;
  private final @Nullable Budget budget;
  private final Probes probes;
  private final Stream streaming = new Stream();

  private ModelRouter(Builder builder) {
    routes = new Routes(builder.settings);
    models = Map.copyOf(builder.models);
    chain = List.copyOf(builder.models.values());
    timeout = builder.timeout;
    budget = builder.budget;
    probes = new Probes(routes, chain, builder.probeEvery);
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    RouterCall call = new RouterCall(routes, models, budget, request, timeout, null);
    return routed(request, call).response();
  }

  private Routed routed(ChatRequest request, RouterCall call) {
    try {
      return routes.route(chain, request, call, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(
          Kind.TIMEOUT, chain.getFirst().id(), "the caller was interrupted", e);
    } finally {
      call.end();
    }
  }

  /**
   * The same in pieces. As pieces cannot be taken back, an attempt that told some is the last: if
   * it fails then, so does the call. Handlers are called on threads of the router.
   */
  public StreamingChatModel streaming() {
    return streaming;
  }

  private final class Stream implements StreamingChatModel {
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      Thread.ofVirtual().name("retinue-router").start(() -> stream(request, handler));
    }

    private void stream(ChatRequest request, StreamingChatResponseHandler handler) {
      ChatResponse response;
      try {
        response =
            routed(request, new RouterCall(routes, models, budget, request, timeout, handler))
                .response();
      } catch (RuntimeException e) {
        handler.onError(e); // whatever it is, the handler is the only one to tell
        return;
      }
      int index = 0;
      for (ToolExecutionRequest call : response.aiMessage().toolExecutionRequests()) {
        handler.onCompleteToolCall(new CompleteToolCall(index++, call));
      }
      handler.onCompleteResponse(response);
    }
  }

  /** How each model did that was called so far, by name. */
  public List<ModelRecord> records() {
    return routes.records();
  }

  /**
   * Asks each provider, without generating anything, whether its model can be called; what rests
   * and is found well is called again at once. Takes up to ten seconds.
   */
  public List<Health> probe() throws InterruptedException {
    return probes.check();
  }

  Routes routes() {
    return routes;
  }

  /** Ends the probing, if there is any. Does not close the models. */
  @Override
  public void close() {
    probes.close();
  }

  /** Collects the models, in order of preference, and how they are called. */
  public static final class Builder extends RoutingOptions<Builder> {
    private final Map<String, LanguageModel> models = new LinkedHashMap<>();
    private Duration timeout = Duration.ofMinutes(2);
    private @Nullable Budget budget;
    private @Nullable Duration probeEvery;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Adds a model to the end of the chain.
     *
     * @throws IllegalArgumentException if one of this name is there
     */
    public Builder model(LanguageModel model) {
      if (models.putIfAbsent(model.id(), model) != null) {
        throw new IllegalArgumentException(
            "model '" + model.id() + "' is in the chain already; give the other a name of its own");
      }
      return this;
    }

    /**
     * Adds a model that answers as a whole.
     *
     * @param name {@code provider:model}, for errors, records, quotas and prices
     */
    public Builder model(String name, ChatModel chat) {
      return model(LanguageModel.of(name, chat));
    }

    /** Adds a model that answers as a whole and in pieces. */
    public Builder model(String name, ChatModel chat, StreamingChatModel streaming) {
      return model(new LanguageModel(name, chat, streaming));
    }

    /** The longest that a call takes, with all its attempts; two minutes if not set. */
    public Builder timeout(Duration longest) {
      timeout = positive("timeout", longest);
      return this;
    }

    /** What all calls may spend; each attempt reserves of it. No limit if not set. */
    public Builder budget(Budget spendable) {
      budget = spendable;
      return this;
    }

    /** Probes models that are not called, so often, until they are well. Off if not set. */
    public Builder probeEvery(Duration interval) {
      probeEvery = positive("probeEvery", interval);
      return this;
    }

    /**
     * @throws IllegalArgumentException if there is no model
     */
    public ModelRouter build() {
      if (models.isEmpty()) {
        throw new IllegalArgumentException("a router needs a model: call model(..)");
      }
      return new ModelRouter(this);
    }
  }
}

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
import dev.retinue.model.PriceTable;
import dev.retinue.model.Routing.Routed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
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
  public static final class Builder {
    private final Map<String, LanguageModel> models = new LinkedHashMap<>();
    private final Settings settings = new Settings();
    private Duration timeout = Duration.ofMinutes(2);
    private @Nullable Budget budget;
    private @Nullable Duration probeEvery;

    private Builder() {}

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

    /** The longest that one attempt takes; two minutes if not set. */
    public Builder attemptTimeout(Duration longest) {
      settings.attemptTimeout = positive("attemptTimeout", longest);
      return this;
    }

    /**
     * How often a call may fail in ways that pass before it is given up; three times if not set, or
     * once for each model if there are more.
     */
    public Builder attempts(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("attempts must be at least 1, got " + most);
      }
      settings.attempts = most;
      return this;
    }

    /**
     * What retries may add to the load.
     *
     * @param perCall further attempts for each call, on average; 0.45 if not set
     * @param reserve further attempts that may always be made; 20 if not set
     */
    public Builder retries(double perCall, int reserve) {
      if (!(perCall >= 0) || reserve < 0) {
        throw new IllegalArgumentException(
            "retries must not be negative, got " + perCall + ", " + reserve);
      }
      settings.retriesPerCall = perCall;
      settings.retryReserve = reserve;
      return this;
    }

    /**
     * The pause before a model is asked again in the same call: doubled each time, by chance
     * between a half and all of it. 200 ms and 5 s if not set.
     */
    public Builder backoff(Duration first, Duration most) {
      settings.backoff = new Backoff(first, most);
      return this;
    }

    /** The longest that a call waits for a model that rests, or for a quota; 20 s if not set. */
    public Builder patience(Duration longest) {
      settings.patience = longest;
      return this;
    }

    /** What a kind of failure means; see {@link Reaction#usual}. */
    public Builder on(Kind kind, Reaction reaction) {
      settings.reactions.put(kind, reaction);
      return this;
    }

    /** When a model is not called any more. */
    public Builder breaking(Breaking breaking) {
      settings.breaking = breaking;
      return this;
    }

    /**
     * What may be asked with one key.
     *
     * @param names of models, or of providers for all models of theirs, that share the key
     */
    public Builder quota(Quota quota, String... names) {
      Gate gate = new Gate(quota);
      for (String name : names) {
        settings.gates.put(name, gate);
      }
      return this;
    }

    /**
     * Asks the next model too when the first has said nothing for so long, and takes the faster.
     * Costs up to twice the tokens. Off if not set.
     */
    public Builder hedgeAfter(Duration silence) {
      settings.hedgeAfter = positive("hedgeAfter", silence);
      return this;
    }

    /**
     * Keeps answers to the same request. Off if not set.
     *
     * @param most answers, at least 1; those used longest ago go first
     * @param age how long an answer is kept
     */
    public Builder cache(int most, Duration age) {
      settings.cache = new ResponseCache(most, age);
      return this;
    }

    /**
     * Leaves out the oldest turns of a conversation that does not fit a model's context, see {@link
     * dev.retinue.llm.prompt.ContextWindow}. Off if not set: then the model refuses it.
     */
    public Builder fitting() {
      settings.fits = true;
      return this;
    }

    /** The context of a model that does not tell itself, in tokens. */
    public Builder contextTokens(String model, int tokens) {
      settings.contexts.put(model, tokens);
      return this;
    }

    /** What all calls may spend; each attempt reserves of it. No limit if not set. */
    public Builder budget(Budget spendable) {
      budget = spendable;
      return this;
    }

    /** What the models cost; the published prices if not set. */
    public Builder prices(PriceTable table) {
      settings.prices = table;
      return this;
    }

    /** Probes models that are not called, so often, until they are well. Off if not set. */
    public Builder probeEvery(Duration interval) {
      probeEvery = positive("probeEvery", interval);
      return this;
    }

    /** Where chance comes from. */
    public Builder random(RandomGenerator source) {
      settings.random = source;
      return this;
    }

    private static Duration positive(String what, Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException(what + " must be positive, got " + value);
      }
      return value;
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

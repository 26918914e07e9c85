package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of a router that is used alone: each attempt reserves of the router's budget. Confined to
 * the calling thread, except for the pieces that are told.
 */
final class RouterCall implements Models.Call {
  private static final int USUAL_ANSWER = 1_024;

  private final Routes routes;
  private final Map<String, LanguageModel> models;
  private final @Nullable Budget budget;
  private final ChatRequest request;
  private final Duration timeout;
  private final @Nullable StreamingChatResponseHandler handler;
  private final List<Attempt> attempts = new ArrayList<>(1);

  RouterCall(
      Routes routes,
      Map<String, LanguageModel> models,
      @Nullable Budget budget,
      ChatRequest request,
      Duration timeout,
      @Nullable StreamingChatResponseHandler handler) {
    this.routes = routes;
    this.models = models;
    this.budget = budget;
    this.request = request;
    this.timeout = timeout;
    this.handler = handler;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean streams() {
    return handler != null;
  }

  /** langchain4j's handlers cannot take a piece back. */
  @Override
  public boolean withdraws() {
    return false;
  }

  @Override
  public Models.Attempt begin(String model) {
    return budget == null
        ? attempt(null)
        : reserved(budget, java.util.Objects.requireNonNull(models.get(model)));
  }

  @Override
  public Optional<Models.Attempt> beginIfAllowed(String model) {
    try {
      return Optional.of(begin(model));
    } catch (ModelException refused) {
      return Optional.empty();
    }
  }

  private Models.Attempt reserved(Budget limited, LanguageModel model) {
    Optional<ModelPrice> known = routes.prices().of(model.id());
    if (known.isEmpty() && limited.limitsMoney()) {
      throw new ModelException(
          Kind.BUDGET,
          model.id(),
          "the budget limits money, and the price of "
              + model.id()
              + " is not known; give one with builder().prices(..)",
          null);
    }
    ModelPrice price = known.orElse(ModelPrice.FREE);
    long prompt = model.traits().promptTokens().applyAsLong(request);
    Integer most = request.maxOutputTokens();
    Cost needed = cost(price, new Tokens(prompt, 0, 0));
    Cost held = cost(price, new Tokens(prompt, most == null ? USUAL_ANSWER : most, 0));
    limited
        .reserve(needed, held)
        .ifPresent(reason -> {
          throw new ModelException(Kind.BUDGET, model.id(), reason, null);
        });
    return attempt(new Reservation(limited, price, held, prompt));
  }

  private Models.Attempt attempt(@Nullable Reservation reservation) {
    Attempt attempt = new Attempt(handler, reservation);
    attempts.add(attempt);
    return attempt;
  }

  /** The call is over, however it ended: what was cut off may have to be paid. */
  void end() {
    attempts.forEach(attempt -> attempt.abandoned(""));
  }

  private static Cost cost(ModelPrice price, Tokens tokens) {
    return new Cost(1, 0, tokens.total(), price.of(tokens), Duration.ZERO);
  }

  /** What was reserved for an attempt; settled once. */
  private record Reservation(Budget budget, ModelPrice price, Cost held, long prompt) {
    void settle(Tokens tokens) {
      budget.settle(held, cost(price, tokens));
    }
  }

  /** Passes pieces on. Settled by one thread. */
  private static final class Attempt implements Models.Attempt {
    private final @Nullable StreamingChatResponseHandler handler;
    private @Nullable Reservation reservation;

    Attempt(@Nullable StreamingChatResponseHandler handler, @Nullable Reservation reservation) {
      this.handler = handler;
      this.reservation = reservation;
    }

    @Override
    public void token(String text) {
      if (handler != null) {
        handler.onPartialResponse(text);
      }
    }

    @Override
    public void thinking(String text) {
      if (handler != null) {
        handler.onPartialThinking(new PartialThinking(text));
      }
    }

    @Override
    public void toolCall(PartialToolCall piece) {
      if (handler != null) {
        handler.onPartialToolCall(piece);
      }
    }

    @Override
    public void succeeded(Tokens tokens) {
      settle(tokens);
    }

    @Override
    public void failed(String reason) {
      settle(Tokens.NONE);
    }

    @Override
    public void abandoned(String reason) {
      settle(new Tokens(reservation == null ? 0 : reservation.prompt, 0, 0));
    }

    private void settle(Tokens tokens) {
      Reservation held = reservation;
      reservation = null;
      if (held != null) {
        held.settle(tokens);
      }
    }
  }
}

package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.learning.Lessons;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import dev.retinue.run.RunEvent;
import dev.retinue.run.internal.RunBudget.Reply;
import dev.retinue.run.internal.RunBudget.Reservation;
import dev.retinue.run.internal.Unwind.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One call of a model with all its attempts: each reserves before it begins and settles when it
 * ends. Thread-safe, since attempts may run together.
 */
final class ModelCall implements Models.Call {
  /** What an answer is expected to take where no model of the chain says how much it may. */
  private static final int USUAL_ANSWER = 1_024;

  /** What the description of a tool is expected to take. */
  private static final int USUAL_TOOL = 100;

  private static final int CHARACTERS_OF_A_TOKEN = 4;

  private final RunEngine engine;
  private final Execution run;
  private final Address address;
  private final Effect.CallModel call;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final List<Attempt> attempts = new ArrayList<>(1);
  private Cost spent = Cost.NOTHING;

  ModelCall(RunEngine engine, Execution run, Address address, Effect.CallModel call) {
    this.engine = engine;
    this.run = run;
    this.address = address;
    this.call = call;
  }

  @Override
  public Duration timeout() {
    return run.remaining();
  }

  @Override
  public boolean streams() {
    return engine.streams();
  }

  @Override
  public Lessons lessons() {
    return engine.lessons(run, address);
  }

  @Override
  public Models.Attempt begin(String model) {
    return switch (begun(model)) {
      case Begun.Refused refused -> throw new Unwind(refused.why());
      case Begun.Allowed allowed -> allowed.attempt();
    };
  }

  @Override
  public Optional<Models.Attempt> beginIfAllowed(String model) {
    return begun(model) instanceof Begun.Allowed allowed
        ? Optional.of(allowed.attempt())
        : Optional.empty();
  }

  /** An attempt, or why there is none. */
  private sealed interface Begun {
    record Allowed(Models.Attempt attempt) implements Begun {}

    record Refused(Cause.Refused why) implements Begun {}
  }

  private Begun begun(String model) {
    long prompt =
        run.tally().promptTokens(call.request().conversation().characters(), CHARACTERS_OF_A_TOKEN);
    long whole = prompt + (long) USUAL_TOOL * call.request().tools().size();
    Optional<ModelPrice> price = engine.prices().of(model);
    RunBudget budget = run.tally().budget();
    if (price.isEmpty() && budget.limitsMoney()) {
      return new Begun.Refused(new Cause.Refused("UNKNOWN_PRICE", Prices.unknown(model)));
    }
    ModelPrice known = price.orElse(ModelPrice.FREE);
    Cost needed = cost(known, new Tokens(prompt, 0, 0));
    Cost held = cost(known, new Tokens(whole, answerTokens(model), 0));
    run.chargeTime();
    Reply reply =
        !address.isTop()
            ? budget.reserve(needed, held)
            : call.closes()
                ? budget.reserveClosing(needed, held)
                : budget.reserveAnswer(needed, held);
    return switch (reply) {
      case Reply.Refused refused ->
          new Begun.Refused(
              new Cause.Refused(dev.retinue.effect.EffectException.BUDGET, refused.reason()));
      case Reply.Reserved reserved ->
          new Begun.Allowed(attempt(model, prompt, reserved.reservation()));
    };
  }

  private static Cost cost(ModelPrice price, Tokens tokens) {
    return new Cost(1, 0, tokens.total(), price.of(tokens), Duration.ZERO);
  }

  private int answerTokens(String model) {
    for (ModelDefinition each : call.models()) {
      Integer most = each.maxTokens();
      if (most != null && (each.isAuto() || each.reference().equals(model))) {
        return most;
      }
    }
    return USUAL_ANSWER;
  }

  private Attempt attempt(String model, long prompt, Reservation reservation) {
    lock.lock();
    try {
      Attempt attempt = new Attempt(model, prompt, reservation, attempts.size() + 1);
      attempts.add(attempt);
      return attempt;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The call is over, however it ended: attempts that were cut off are settled as if they had to be
   * paid.
   *
   * @return what all attempts cost together
   */
  Cost end() {
    List<Attempt> all;
    lock.lock();
    try {
      all = List.copyOf(attempts);
    } finally {
      lock.unlock();
    }
    all.forEach(Attempt::cutOff);
    lock.lock();
    try {
      return spent;
    } finally {
      lock.unlock();
    }
  }

  private final class Attempt implements Models.Attempt {
    private final String model;
    private final long prompt;
    private final Reservation reservation;
    private final int number;
    private long streamed;
    private boolean settled;

    Attempt(String model, long prompt, Reservation reservation, int number) {
      this.model = model;
      this.prompt = prompt;
      this.reservation = reservation;
      this.number = number;
    }

    @Override
    public void token(String text) {
      lock.lock();
      try {
        streamed += text.length();
      } finally {
        lock.unlock();
      }
      run.publish(new RunEvent.Token(run.id(), address, number, text));
    }

    @Override
    public void succeeded(Tokens tokens) {
      settle(tokens);
      if (address.isTop()) {
        run.tally().answered(call.request().conversation().characters(), tokens);
      }
    }

    @Override
    public void failed(String reason) {
      // Providers charge for what they generated, not for what they refused.
      supersede(reason, streamedSoFar() > 0 ? estimated() : Tokens.NONE);
    }

    @Override
    public void abandoned(String reason) {
      supersede(reason, estimated());
    }

    private void supersede(String reason, Tokens tokens) {
      settle(tokens);
      run.publish(
          new RunEvent.Superseded(run.id(), address, number, engine.disclosure().redacted(reason)));
    }

    void cutOff() {
      settle(estimated());
    }

    private long streamedSoFar() {
      lock.lock();
      try {
        return streamed;
      } finally {
        lock.unlock();
      }
    }

    private Tokens estimated() {
      return new Tokens(prompt, streamedSoFar() / CHARACTERS_OF_A_TOKEN, 0);
    }

    private void settle(Tokens tokens) {
      Cost actual;
      lock.lock();
      try {
        if (settled) {
          return;
        }
        settled = true;
        actual = new Cost(1, 0, tokens.total(), engine.prices().cost(model, tokens), Duration.ZERO);
        spent = spent.plus(actual);
      } finally {
        lock.unlock();
      }
      run.tally().budget().settle(reservation, actual);
    }
  }
}

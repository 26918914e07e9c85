package dev.retinue.llm.router;

import dev.failsafe.CircuitBreaker;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is known of a model from calling it. Thread-safe. */
final class Target {
  private static final long AWAKE = Long.MIN_VALUE;
  private static final Duration LONGEST_REST = Duration.ofDays(30);

  private final String id;
  private final CircuitBreaker<Object> breaker;
  private final Gate gate;
  private final Ledger ledger = new Ledger();

  /** In nanoseconds since the target was made, so that it never wraps around. */
  private final AtomicLong restsUntil = new AtomicLong(AWAKE);

  private final long born = System.nanoTime();
  private volatile @Nullable ModelException lastFailure;

  Target(String id, Breaking breaking, Gate gate) {
    this.id = id;
    this.gate = gate;
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(breaking.failures())
            .withSuccessThreshold(1)
            .withDelay(breaking.pause())
            .build();
  }

  String id() {
    return id;
  }

  Gate gate() {
    return gate;
  }

  Ledger ledger() {
    return ledger;
  }

  @Nullable ModelException lastFailure() {
    return lastFailure;
  }

  /** How long until it may be called, in nanoseconds; 0 if it may be now. */
  long restNanos() {
    long resting = 0;
    long until = restsUntil.get();
    if (until != AWAKE) {
      resting = Math.max(0, until - (System.nanoTime() - born));
    }
    return breaker.isOpen() ? Math.max(resting, breaker.getRemainingDelay().toNanos()) : resting;
  }

  /** Whether it may be called now; each yes ends with one of the three below. */
  boolean permits() {
    return breaker.tryAcquirePermit();
  }

  /** Whether its breaker opened since it gave its permit. */
  boolean isOpen() {
    return breaker.isOpen();
  }

  void answered(long nanos, long firstTokenNanos, Tokens tokens) {
    ledger.answered(nanos, firstTokenNanos, tokens);
    breaker.recordSuccess();
  }

  void failed(ModelException failure, Reaction reaction) {
    ledger.failed(failure.kind());
    lastFailure = failure;
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    rest(asked.compareTo(reaction.rest()) > 0 ? asked : reaction.rest());
    if (reaction.breaks()) {
      breaker.recordFailure();
    } else {
      breaker.recordSuccess();
    }
  }

  /** The call was given up from outside, which says nothing of the model. */
  void abandoned() {
    if (breaker.isHalfOpen()) {
      breaker.recordFailure(); // else nobody could try it again: its one permit is taken
    }
  }

  private void rest(Duration rest) {
    if (rest.isPositive()) {
      long nanos = (rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST).toNanos();
      restsUntil.accumulateAndGet(System.nanoTime() - born + nanos, Math::max);
    }
  }

  /** A probe found it well. */
  void well() {
    restsUntil.set(AWAKE);
    breaker.close();
  }

  /** A probe found it ill. */
  void ill(ModelException failure, Reaction reaction) {
    lastFailure = failure;
    rest(reaction.rest());
    if (reaction.breaks()) {
      breaker.open();
    }
  }

  ModelRecord.State state() {
    long until = restsUntil.get();
    if (until != AWAKE && until > System.nanoTime() - born) {
      return ModelRecord.State.RESTING;
    }
    return switch (breaker.getState()) {
      case CLOSED -> ModelRecord.State.CLOSED;
      case OPEN -> ModelRecord.State.OPEN;
      case HALF_OPEN -> ModelRecord.State.HALF_OPEN;
    };
  }

  ModelRecord record(PriceTable prices) {
    Tokens tokens = ledger.tokens();
    return new ModelRecord(
        id,
        ledger.attempts.sum(),
        ledger.errors(),
        tokens,
        prices.of(id).map((ModelPrice price) -> price.of(tokens)),
        ModelRecord.Percentiles.of(ledger.answerTime),
        ModelRecord.Percentiles.of(ledger.firstToken),
        state());
  }
}

package dev.retinue.llm.router;

import dev.retinue.budget.Money;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a model did so far. Immutable.
 *
 * @param model {@code provider:model}
 * @param attempts attempts that ended, with an answer or without
 * @param errors attempts without an answer, by kind
 * @param tokens of all answers
 * @param cost of the tokens; empty if the price is not known
 * @param answerTime how long answers took
 * @param firstToken how long the first piece of streamed answers took
 * @param state whether it can be called
 */
public record ModelRecord(
    String model,
    long attempts,
    Map<Kind, Long> errors,
    Tokens tokens,
    Optional<Money> cost,
    Percentiles answerTime,
    Percentiles firstToken,
    State state) {

  /**
   * Zero where nothing was measured; at most 12.5 % too high.
   *
   * @param half what half of all did not exceed
   * @param most what 95 of 100 did not
   * @param nearlyAll what 99 of 100 did not
   */
  public record Percentiles(Duration half, Duration most, Duration nearlyAll) {
    static Percentiles of(Latencies latencies) {
      return new Percentiles(
          latencies.percentile(0.5), latencies.percentile(0.95), latencies.percentile(0.99));
    }
  }

  /** Whether a model can be called. */
  public enum State {
    /** It is called. */
    CLOSED,
    /** It failed, and one call will try whether it is well again. */
    HALF_OPEN,
    /** It failed, and is not called. */
    OPEN,
    /** It rests, as its provider asked or for want of a key. */
    RESTING
  }
}

package dev.retinue.budget;

import java.time.Duration;

/**
 * An amount of what budgets count. None is negative.
 *
 * @param modelCalls attempts at calling a model
 * @param toolCalls attempts at calling a tool
 * @param tokens tokens of prompts and answers
 * @param money what the models cost
 * @param time time in which runs were active
 */
public record Cost(long modelCalls, long toolCalls, long tokens, Money money, Duration time) {
  public static final Cost NOTHING = new Cost(0, 0, 0);
  public static final Cost MODEL_CALL = new Cost(1, 0, 0);
  public static final Cost TOOL_CALL = new Cost(0, 1, 0);

  /** As a limit: none. The {@code with} methods set the limits that there are. */
  public static final Cost UNLIMITED =
      new Cost(
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Money.UNLIMITED,
          Duration.ofNanos(Long.MAX_VALUE));

  public Cost {
    if (modelCalls < 0 || toolCalls < 0 || tokens < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "a cost must not be negative, got "
              + modelCalls
              + ", "
              + toolCalls
              + ", "
              + tokens
              + ", "
              + time);
    }
  }

  /** Calls and tokens that cost no money and no time. */
  public Cost(long modelCalls, long toolCalls, long tokens) {
    this(modelCalls, toolCalls, tokens, Money.ZERO, Duration.ZERO);
  }

  public Cost withModelCalls(long calls) {
    return new Cost(calls, toolCalls, tokens, money, time);
  }

  public Cost withToolCalls(long calls) {
    return new Cost(modelCalls, calls, tokens, money, time);
  }

  public Cost withTokens(long amount) {
    return new Cost(modelCalls, toolCalls, amount, money, time);
  }

  public Cost withMoney(Money amount) {
    return new Cost(modelCalls, toolCalls, tokens, amount, time);
  }

  public Cost withTime(Duration amount) {
    return new Cost(modelCalls, toolCalls, tokens, money, amount);
  }

  /** Whether nothing at all was spent. */
  public boolean isNothing() {
    return modelCalls == 0
        && toolCalls == 0
        && tokens == 0
        && money.picodollars() == 0
        && time.isZero();
  }

  /** Both together; what is too much for a number stays at the most that there is. */
  @SuppressWarnings("ReferenceEquality") // To spare a copy, not to compare.
  public Cost plus(Cost other) {
    if (other == NOTHING) {
      return this;
    }
    return this == NOTHING
        ? other
        : new Cost(
            sum(modelCalls, other.modelCalls),
            sum(toolCalls, other.toolCalls),
            sum(tokens, other.tokens),
            money.plus(other.money),
            time.plus(other.time));
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** What of this is beyond the other; nothing where the other is more. */
  @SuppressWarnings("ReferenceEquality") // To spare a copy, not to compare.
  public Cost beyond(Cost other) {
    if (other == NOTHING) {
      return this;
    }
    return this == other
        ? NOTHING
        : new Cost(
            Math.max(0, modelCalls - other.modelCalls),
            Math.max(0, toolCalls - other.toolCalls),
            Math.max(0, tokens - other.tokens),
            new Money(Math.max(0, money.picodollars() - other.money.picodollars())),
            time.compareTo(other.time) > 0 ? time.minus(other.time) : Duration.ZERO);
  }
}

package dev.retinue.definition;

import dev.retinue.budget.Cost;
import dev.retinue.budget.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all runs of an agent together may use in a calendar day, by the runtime's clock. Null is no
 * limit.
 *
 * @param maxModelCalls attempts at calling models, at least 0
 * @param maxToolCalls attempts at calling tools, at least 0
 * @param maxTokens tokens of prompts and answers, at least 1
 * @param maxCost US dollars
 * @param maxTime active time of all runs, added up
 */
public record DayLimits(
    @Property("The most model calls of a day") @Nullable Long maxModelCalls,
    @Property("The most tool calls of a day") @Nullable Long maxToolCalls,
    @Property("The most tokens of a day, prompts and answers together") @Nullable Long maxTokens,
    @Property("The most US dollars of a day: 5.00") @Nullable Money maxCost,
    @Property("The most active time of a day, of all runs together: PT2H or 2h")
        @Nullable Duration maxTime) {
  /** No limits. */
  public static final DayLimits NONE = new DayLimits(null, null, null, null, null);

  public DayLimits {
    atLeast("max_model_calls", maxModelCalls, 0);
    atLeast("max_tool_calls", maxToolCalls, 0);
    atLeast("max_tokens", maxTokens, 1);
    if (maxTime != null && (maxTime.isNegative() || maxTime.isZero())) {
      throw new IllegalArgumentException("max_time must be positive, got " + maxTime);
    }
  }

  private static void atLeast(String what, @Nullable Long value, long least) {
    if (value != null && value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
    }
  }

  public DayLimits withMaxTokens(long tokens) {
    return new DayLimits(maxModelCalls, maxToolCalls, tokens, maxCost, maxTime);
  }

  public DayLimits withMaxCost(Money cost) {
    return new DayLimits(maxModelCalls, maxToolCalls, maxTokens, cost, maxTime);
  }

  /** The same as a limit of a budget. */
  public Cost asCost() {
    Cost limit = Cost.UNLIMITED;
    limit = maxModelCalls == null ? limit : limit.withModelCalls(maxModelCalls);
    limit = maxToolCalls == null ? limit : limit.withToolCalls(maxToolCalls);
    limit = maxTokens == null ? limit : limit.withTokens(maxTokens);
    limit = maxCost == null ? limit : limit.withMoney(maxCost);
    return maxTime == null ? limit : limit.withTime(maxTime);
  }
}

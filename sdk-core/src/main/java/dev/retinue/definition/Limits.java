package dev.retinue.definition;

import dev.retinue.budget.Cost;
import dev.retinue.budget.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the agent may use: one run of it, with what it delegates, and all its runs of a day.
 *
 * @param maxSteps the most model calls of a run, at least 1
 * @param maxToolCalls the most tool calls of a run, at least 0
 * @param maxTokens the most tokens of a run, prompts and answers together; null for no limit
 * @param maxCost the most US dollars of a run; null for no limit. A model whose price is not known
 *     is refused where there is one.
 * @param timeout the most time from start to end, waiting for people, messages and a new process
 *     aside
 * @param loop when doing the same over and over is told and stopped
 * @param perDay what all runs of the agent together may use in a day
 * @param shownTools how many of its tools the model is shown at a time
 */
public record Limits(
    @Property(value = "The most model calls of a run", fallback = "25") int maxSteps,
    @Property(value = "The most tool calls of a run", fallback = "100") int maxToolCalls,
    @Property("The most tokens of a run, prompts and answers together") @Nullable Long maxTokens,
    @Property("The most US dollars of a run: 0.50") @Nullable Money maxCost,
    @Property(
            value = "The most time of a run: ISO-8601 (PT10M) or 30s, 10m, 2h",
            fallback = "PT10M")
        Duration timeout,
    @Property(value = "When doing the same over and over is told and stopped", fallback = "{}")
        LoopLimits loop,
    @Property(value = "What all runs together may use in a calendar day", fallback = "{}")
        DayLimits perDay,
    @Property(value = "How many of its tools the model is shown at a time", fallback = "{}")
        ShownToolLimits shownTools) {
  public Limits {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("max_steps must be at least 1, got " + maxSteps);
    }
    if (maxToolCalls < 0) {
      throw new IllegalArgumentException(
          "max_tool_calls must not be negative, got " + maxToolCalls);
    }
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("max_tokens must be at least 1, got " + maxTokens);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
  }

  /** A run's own limits, with the usual ones for loops and none for the day. */
  public Limits(int maxSteps, int maxToolCalls, @Nullable Long maxTokens, Duration timeout) {
    this(
        maxSteps,
        maxToolCalls,
        maxTokens,
        null,
        timeout,
        LoopLimits.STANDARD,
        DayLimits.NONE,
        ShownToolLimits.STANDARD);
  }

  /** 25 model calls, 100 tool calls, ten minutes, any number of tokens and dollars. */
  public static final Limits STANDARD = new Limits(25, 100, null, Duration.ofMinutes(10));

  public Limits withMaxSteps(int steps) {
    return new Limits(steps, maxToolCalls, maxTokens, maxCost, timeout, loop, perDay, shownTools);
  }

  public Limits withMaxToolCalls(int calls) {
    return new Limits(maxSteps, calls, maxTokens, maxCost, timeout, loop, perDay, shownTools);
  }

  public Limits withMaxTokens(long tokens) {
    return new Limits(maxSteps, maxToolCalls, tokens, maxCost, timeout, loop, perDay, shownTools);
  }

  public Limits withMaxCost(Money cost) {
    return new Limits(maxSteps, maxToolCalls, maxTokens, cost, timeout, loop, perDay, shownTools);
  }

  public Limits withTimeout(Duration limit) {
    return new Limits(maxSteps, maxToolCalls, maxTokens, maxCost, limit, loop, perDay, shownTools);
  }

  public Limits withLoop(LoopLimits limits) {
    return new Limits(
        maxSteps, maxToolCalls, maxTokens, maxCost, timeout, limits, perDay, shownTools);
  }

  public Limits withPerDay(DayLimits limits) {
    return new Limits(
        maxSteps, maxToolCalls, maxTokens, maxCost, timeout, loop, limits, shownTools);
  }

  public Limits withShownTools(ShownToolLimits limits) {
    return new Limits(maxSteps, maxToolCalls, maxTokens, maxCost, timeout, loop, perDay, limits);
  }

  /** What a run may use, as a limit of a budget; its time is measured otherwise. */
  public Cost ofRun() {
    Cost limit = Cost.UNLIMITED.withModelCalls(maxSteps).withToolCalls(maxToolCalls);
    limit = maxTokens == null ? limit : limit.withTokens(maxTokens);
    return maxCost == null ? limit : limit.withMoney(maxCost);
  }
}

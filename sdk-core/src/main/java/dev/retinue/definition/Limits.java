package dev.retinue.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the agent may use.
 *
 * @param maxSteps the most model calls, at least 1
 * @param maxToolCalls the most tool calls, at least 0
 * @param maxTokens the most tokens, prompts and answers together; null for no limit
 * @param timeout the most time from start to end, waiting for people and messages aside
 */
public record Limits(
    @Property(value = "The most model calls of a run", fallback = "25") int maxSteps,
    @Property(value = "The most tool calls of a run", fallback = "100") int maxToolCalls,
    @Property("The most tokens of a run, prompts and answers together") @Nullable Long maxTokens,
    @Property(
            value = "The most time of a run: ISO-8601 (PT10M) or 30s, 10m, 2h",
            fallback = "PT10M")
        Duration timeout) {
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

  /** 25 model calls, 100 tool calls, ten minutes, any number of tokens. */
  public static final Limits STANDARD = new Limits(25, 100, null, Duration.ofMinutes(10));

  public Limits withMaxSteps(int steps) {
    return new Limits(steps, maxToolCalls, maxTokens, timeout);
  }

  public Limits withMaxTokens(long tokens) {
    return new Limits(maxSteps, maxToolCalls, tokens, timeout);
  }

  public Limits withTimeout(Duration limit) {
    return new Limits(maxSteps, maxToolCalls, maxTokens, limit);
  }
}

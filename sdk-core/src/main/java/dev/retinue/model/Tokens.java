package dev.retinue.model;

import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one or several model calls; 0 where the provider does not tell.
 *
 * @param input tokens of the prompts, cached ones included
 * @param output tokens generated
 * @param cached tokens of the prompts that the provider had cached
 * @param written tokens of the prompts that the provider cached now, where that has a price
 */
public record Tokens(long input, long output, long cached, long written) {
  public static final Tokens NONE = new Tokens(0, 0, 0);

  /** Tokens of which none were cached now, or not for a price. */
  public Tokens(long input, long output, long cached) {
    this(input, output, cached, 0);
  }

  /** What langchain4j tells of any model: nothing of cached tokens. */
  public static Tokens of(@Nullable TokenUsage usage) {
    return usage == null
        ? NONE
        : new Tokens(count(usage.inputTokenCount()), count(usage.outputTokenCount()), 0);
  }

  /** A count that may be missing, as 0. */
  public static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }

  public Tokens plus(Tokens other) {
    return new Tokens(
        input + other.input, output + other.output, cached + other.cached, written + other.written);
  }

  public long total() {
    return input + output;
  }
}

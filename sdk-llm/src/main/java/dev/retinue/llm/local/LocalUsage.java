package dev.retinue.llm.local;

import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.model.Tokens;
import org.jspecify.annotations.Nullable;

/** Tokens of an answer, with those of the prompt that were still known from the one before. */
final class LocalUsage extends TokenUsage {
  private final int cached;

  LocalUsage(int prompt, int generated, int cached) {
    super(prompt, generated);
    this.cached = cached;
  }

  static Tokens tokens(@Nullable TokenUsage usage) {
    Tokens counted = Tokens.of(usage);
    return usage instanceof LocalUsage local
        ? new Tokens(counted.input(), counted.output(), local.cached)
        : counted;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other) && other instanceof LocalUsage local && local.cached == cached;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + cached;
  }
}

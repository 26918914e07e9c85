package dev.retinue.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.output.TokenUsage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model beside how to call it.
 *
 * @param used what a call used, in the terms of {@link Tokens}: providers count cached and
 *     reasoning tokens in ways of their own
 * @param promptTokens how many tokens a prompt has, estimated without asking anybody
 * @param contextTokens the most tokens of prompt and answer together; 0 if that is not known
 * @param probe asks whether the model can be called now
 */
public record ModelTraits(
    Function<@Nullable TokenUsage, Tokens> used,
    ToLongFunction<ChatRequest> promptTokens,
    int contextTokens,
    Probe probe) {
  /** Nothing but what langchain4j tells of any model. */
  public static final ModelTraits UNKNOWN =
      new ModelTraits(Tokens::of, PromptLength::tokens, 0, () -> {});

  public ModelTraits {
    if (contextTokens < 0) {
      throw new IllegalArgumentException(
          "contextTokens must not be negative, got " + contextTokens);
    }
  }

  public ModelTraits withContextTokens(int tokens) {
    return new ModelTraits(used, promptTokens, tokens, probe);
  }

  public ModelTraits withProbe(Probe other) {
    return new ModelTraits(used, promptTokens, contextTokens, other);
  }

  /** A look at the provider that generates nothing. */
  @FunctionalInterface
  public interface Probe {
    /**
     * Returns if the model can be called, as far as can be told without calling it.
     *
     * @throws ModelException if it cannot
     */
    void check() throws InterruptedException;
  }
}

package dev.retinue.llm.provider;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions;
import dev.retinue.definition.ModelOptions.Effort;
import dev.retinue.error.SetupException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a definition's options come to where a provider can be told of effort alone. */
final class Thinking {
  private Thinking() {}

  /**
   * How hard the model is to think; null if nothing is said.
   *
   * @throws SetupException if anything else is asked for
   */
  static @Nullable Effort of(ModelDefinition definition) {
    ModelOptions options = definition.options();
    if (options.contextTokens() != null || options.keepAlive() != null) {
      throw new SetupException(
          "options",
          "model '"
              + definition.reference()
              + "' takes no option "
              + (options.contextTokens() != null ? "context_tokens" : "keep_alive")
              + "; leave it out: ollama's models alone take it");
    }
    return options.effort();
  }

  /** The name of an effort, as OpenAI has it. */
  static @Nullable String name(@Nullable Effort effort) {
    return effort == null ? null : effort.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Tokens for thinking, where they are not said by a name: what Google understands by the names.
   *
   * @see <a href="https://ai.google.dev/gemini-api/docs/openai#thinking">Efforts in budgets</a>
   */
  static int budget(Effort effort) {
    return switch (effort) {
      case LOW -> 1_024;
      case MEDIUM -> 8_192;
      case HIGH -> 24_576;
    };
  }
}

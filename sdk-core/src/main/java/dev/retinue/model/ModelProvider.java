package dev.retinue.model;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.embedding.Embeddings;
import java.time.Clock;
import java.util.Optional;

/** Opens the models of one provider; found by {@link java.util.ServiceLoader}. Thread-safe. */
public interface ModelProvider extends AutoCloseable {
  /** The name before the colon: {@code ollama}. */
  String name();

  /**
   * Makes a client for a model. Opens no connection. Any retries of the client itself must be off:
   * retrying is done in one place, above.
   *
   * @throws dev.retinue.error.SetupException if a key is missing or a setting is wrong; the message
   *     says which and how to give it
   */
  LanguageModel open(ModelDefinition definition, Environment environment);

  /**
   * Releases what its models share, an HTTP client for instance. Its models are not called
   * afterwards.
   */
  @Override
  default void close() {}

  /** What the runtime offers to providers. */
  interface Environment {
    /**
     * A key or other secret by its conventional name ({@code OPENAI_API_KEY}): the builder's, else
     * the environment's.
     */
    Optional<String> secret(String name);

    /** The runtime's embeddings, when it has any; opened on first use. */
    Optional<Embeddings> embeddings();

    /** By which dates that a provider names are understood. */
    default Clock clock() {
      return Clock.systemUTC();
    }
  }
}

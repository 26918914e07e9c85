package dev.retinue.embedding;

/**
 * Contributes the runtime's {@link Embeddings}, found by {@link java.util.ServiceLoader}. The first
 * provider that opens is used; the host's own in the builder comes before all.
 */
public interface EmbeddingsProvider {
  /** Name for health and logs. */
  String name();

  /**
   * Opens the embeddings. Must not open a connection.
   *
   * @throws dev.retinue.error.SetupException if a library that it needs is absent; the message
   *     names the coordinates to add. The runtime goes on without vectors and reports the reason.
   */
  Embeddings open();
}

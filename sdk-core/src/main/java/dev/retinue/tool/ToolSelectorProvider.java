package dev.retinue.tool;

import dev.retinue.embedding.Embeddings;
import org.jspecify.annotations.Nullable;

/**
 * Contributes the runtime's {@link ToolSelector}, found by {@link java.util.ServiceLoader}. The
 * first on the class path is used; the host's own in the builder comes before all.
 */
public interface ToolSelectorProvider {
  /** Name for health and logs. */
  String name();

  /**
   * Opens the selector, which is closed before the embeddings are. Must be quick and open no
   * connection.
   *
   * @param embeddings those of the runtime; null if it has none
   */
  ToolSelector open(@Nullable Embeddings embeddings);
}

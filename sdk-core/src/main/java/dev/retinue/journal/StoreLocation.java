package dev.retinue.journal;

import dev.retinue.embedding.Embeddings;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Where and with what a store of an agent is opened.
 *
 * @param folder the folder that belongs to the store alone, not yet made perhaps; null in a runtime
 *     that is in memory
 * @param embeddings the runtime's embeddings, owned by the runtime; null when there are none: the
 *     store then searches by full text
 * @param clock the runtime's
 */
public record StoreLocation(@Nullable Path folder, @Nullable Embeddings embeddings, Clock clock) {
  /** With the system's clock. */
  public StoreLocation(@Nullable Path folder, @Nullable Embeddings embeddings) {
    this(folder, embeddings, Clock.systemUTC());
  }
}

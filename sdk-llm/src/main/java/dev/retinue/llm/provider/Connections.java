package dev.retinue.llm.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP client for all models of a provider, made on first use: each has a selector thread of
 * its own, and langchain4j would make two for each model. HTTP/1.1 only, since some local servers
 * hang on the offer of HTTP/2 over plain http. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A local server may load a model first, and a model may think, without a word. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final Duration silence;
  private final ReentrantLock lock = new ReentrantLock();
  private java.net.http.@Nullable HttpClient client;

  Connections() {
    this(SILENCE);
  }

  /**
   * @param silence how long a server may send nothing
   */
  Connections(Duration silence) {
    this.silence = silence;
  }

  /** How a model speaks with its provider. */
  Exchange exchange(Dialect dialect, String model, Clock clock) {
    return new Exchange(this::shared, dialect, model, silence, clock);
  }

  private java.net.http.HttpClient shared() {
    lock.lock();
    try {
      if (client == null) {
        client =
            java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (client != null) {
        client.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.retinue.llm.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP client for all models of a provider: each JDK client has a selector thread of its own,
 * and langchain4j would make two for each model. HTTP/1.1 only, since some local servers hang on
 * the offer of HTTP/2 over plain http. Thread-safe.
 */
final class SharedHttpClient implements HttpClientBuilder {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** To the first byte: a local server may load a model first. Calls have limits of their own. */
  private static final Duration READ = Duration.ofMinutes(5);

  private final UnaryOperator<HttpClient> around;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient client;

  /**
   * @param around what each exchange passes through
   */
  SharedHttpClient(UnaryOperator<HttpClient> around) {
    this.around = around;
  }

  @Override
  public HttpClient build() {
    lock.lock();
    try {
      if (client == null) {
        client =
            around.apply(
                new JdkHttpClientBuilder()
                    .httpClientBuilder(
                        java.net.http.HttpClient.newBuilder()
                            .version(java.net.http.HttpClient.Version.HTTP_1_1))
                    .connectTimeout(CONNECT)
                    .readTimeout(READ)
                    .build());
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Duration connectTimeout() {
    return CONNECT;
  }

  @Override
  public Duration readTimeout() {
    return READ;
  }

  /** Has no effect: the client is shared, and langchain4j passes its own idea of a timeout. */
  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  /** Has no effect, for the same reason. */
  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }
}

package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.retinue.json.Json;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one model with its provider. Whatever goes wrong is a {@link ModelException}
 * with the provider's words and the time that it asks to wait, which langchain4j's own client
 * throws away; a server that falls silent is given up, in the middle of an answer too; and half an
 * answer never passes for a whole one. Thread-safe.
 */
record Exchange(
    Supplier<java.net.http.HttpClient> client,
    Dialect dialect,
    String model,
    Duration silence,
    Clock clock)
    implements HttpClient {
  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    Dialect.Talk talk = dialect.talk(model);
    HttpResponse<InputStream> response = send(request, talk);
    return succeeded(response, Json.write(talk.whole(talk.tree(text(response)))));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    Thread.ofVirtual()
        .name("retinue-stream-" + model)
        .start(() -> stream(request, parser, new WholeStream(this, request.url(), listener)));
  }

  private void stream(HttpRequest request, ServerSentEventParser parser, WholeStream listener) {
    try {
      HttpResponse<InputStream> response = send(request, listener.talk());
      listener.onOpen(succeeded(response, null));
      try (InputStream body = response.body()) {
        parser.parse(body, listener);
        listener.onClose();
      }
    } catch (ModelException | IOException e) {
      listener.onError(e);
    }
  }

  /**
   * Asks for a document of the provider beside the conversation: what models it has, for instance.
   *
   * @param body what to post; null to get
   */
  JsonNode ask(String url, Map<String, List<String>> headers, @Nullable String body) {
    HttpRequest request =
        HttpRequest.builder()
            .method(body == null ? HttpMethod.GET : HttpMethod.POST)
            .url(url)
            .headers(headers)
            .body(body)
            .build();
    Dialect.Talk talk = dialect.talk(model);
    return talk.tree(text(send(request, talk)));
  }

  private HttpResponse<InputStream> send(HttpRequest request, Dialect.Talk talk) {
    String url = request.url();
    try {
      HttpResponse<InputStream> response =
          client.get().send(inFull(request, talk), info -> new PatientBody(silence));
      if (response.statusCode() / 100 != 2) {
        throw Complaint.of(response.statusCode(), response.headers().map(), text(response), clock)
            .by(model);
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(Kind.TIMEOUT, model, model + " was not waited for", e);
    } catch (IOException | UnresolvedAddressException e) {
      throw broken(url, e);
    }
  }

  private java.net.http.HttpRequest inFull(HttpRequest request, Dialect.Talk talk) {
    java.net.http.HttpRequest.Builder full =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url())).timeout(silence);
    request.headers().forEach((name, values) -> values.forEach(value -> full.header(name, value)));
    return full.method(
            request.method().name(),
            request.body() == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(talk.request(request.body())))
        .build();
  }

  private String text(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw broken(response.uri().toString(), e);
    }
  }

  /** What it means that the connection did not carry the answer. */
  ModelException broken(String url, Exception e) {
    boolean never = e instanceof ConnectException || e instanceof UnresolvedAddressException;
    boolean late = e instanceof HttpTimeoutException;
    String what =
        never || e instanceof java.net.http.HttpConnectTimeoutException
            ? " cannot be reached at " + url + "; is the server running, and base_url right?"
            : late
                ? " fell silent for " + silence + " at " + url
                : " broke the connection to " + url + ": " + e.getMessage();
    return new ModelException(late ? Kind.TIMEOUT : Kind.UNAVAILABLE, model, model + what, e);
  }

  private static SuccessfulHttpResponse succeeded(
      HttpResponse<InputStream> response, @Nullable String body) {
    return SuccessfulHttpResponse.builder()
        .statusCode(response.statusCode())
        .headers(response.headers().map())
        .body(body)
        .build();
  }

  /** What a client of langchain4j is built with. */
  HttpClientBuilder builder() {
    return new Builder(this);
  }

  private record Builder(Exchange exchange) implements HttpClientBuilder {
    @Override
    public HttpClient build() {
      return exchange;
    }

    @Override
    public Duration connectTimeout() {
      return exchange.silence;
    }

    @Override
    public Duration readTimeout() {
      return exchange.silence;
    }

    /** Has no effect: the connections are shared, and langchain4j passes its own idea of it. */
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
}

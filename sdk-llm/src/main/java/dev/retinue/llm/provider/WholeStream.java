package dev.retinue.llm.provider;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.io.IOException;

/**
 * Lets a stream through until it fails or ends, and fails it if it ends before its last event:
 * langchain4j's clients report half an answer as a whole one, or wait for ever. Whatever a listener
 * throws fails the stream too; langchain4j's parsers would log it and go on. Confined to the thread
 * that reads the stream.
 */
final class WholeStream implements ServerSentEventListener {
  private final Exchange exchange;
  private final String url;
  private final Dialect.Talk talk;
  private final ServerSentEventListener listener;
  private boolean ended;

  WholeStream(Exchange exchange, String url, ServerSentEventListener listener) {
    this.exchange = exchange;
    this.url = url;
    this.talk = exchange.dialect().talk(exchange.model());
    this.listener = listener;
  }

  Dialect.Talk talk() {
    return talk;
  }

  @Override
  public void onOpen(SuccessfulHttpResponse response) {
    listener.onOpen(response);
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    if (ended) {
      return;
    }
    try {
      listener.onEvent(talk.piece(event), context);
      ended = context.parsingHandle().isCancelled();
    } catch (RuntimeException e) {
      // The boundary to the client and to whoever listens behind it.
      onError(e);
      context.parsingHandle().cancel();
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!ended) {
      ended = true;
      listener.onError(
          error instanceof IOException broken
              ? exchange.broken(url, broken)
              : ModelException.from(exchange.model(), error));
    }
  }

  @Override
  public void onClose() {
    if (ended) {
      return;
    }
    if (talk.complete()) {
      ended = true;
      listener.onClose();
    } else {
      onError(
          new ModelException(
              Kind.UNAVAILABLE,
              exchange.model(),
              exchange.model() + " ended its stream in the middle of the answer, without a reason",
              null));
    }
  }
}

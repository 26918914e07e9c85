package dev.retinue.model;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Collects a streamed answer and tells its pieces, until it is whole or given up. */
final class StreamedAnswer implements StreamingChatResponseHandler {
  private final Models.Attempt attempt;
  private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
  private volatile @Nullable StreamingHandle handle;

  private StreamedAnswer(Models.Attempt attempt) {
    this.attempt = attempt;
  }

  static ChatResponse of(
      String id,
      StreamingChatModel model,
      ChatRequest request,
      Models.Attempt attempt,
      Duration limit)
      throws InterruptedException {
    StreamedAnswer answer = new StreamedAnswer(attempt);
    boolean ended = false;
    try {
      model.chat(request, answer);
      ChatResponse response = answer.whole.get(nanos(limit), TimeUnit.NANOSECONDS);
      ended = true;
      return response;
    } catch (ExecutionException e) {
      ended = true;
      throw ModelException.from(id, Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new ModelException(
          ModelException.Kind.TIMEOUT,
          id,
          id + " stopped streaming before its answer was whole, for " + limit,
          e);
    } catch (RuntimeException e) {
      // The boundary to the clients, as for answers that come as a whole.
      throw ModelException.from(id, e);
    } finally {
      if (!ended) {
        answer.giveUp();
      }
    }
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : limit.toNanos();
  }

  private void giveUp() {
    whole.cancel(false);
    StreamingHandle known = handle;
    if (known != null) {
      known.cancel();
    }
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    handle = context.streamingHandle();
    onPartialResponse(piece.text());
  }

  @Override
  public void onPartialResponse(String piece) {
    if (!whole.isDone()) {
      attempt.token(piece);
    }
  }

  @Override
  public void onPartialThinking(PartialThinking piece) {
    if (!whole.isDone()) {
      attempt.thinking(piece.text());
    }
  }

  @Override
  public void onPartialToolCall(PartialToolCall piece) {
    if (!whole.isDone()) {
      attempt.toolCall(piece);
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    whole.complete(response);
  }

  @Override
  public void onError(Throwable error) {
    whole.completeExceptionally(error);
  }
}

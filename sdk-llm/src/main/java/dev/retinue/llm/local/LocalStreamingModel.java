package dev.retinue.llm.local;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Answers in pieces, told on the model's thread. The caller waits for the first piece, so that an
 * interrupt can end what has not begun; after that the handle of a piece does. Thread-safe.
 */
record LocalStreamingModel(Answering answering) implements StreamingChatModel {
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Stream stream = new Stream(handler);
    Future<?> running =
        answering.model().submit(answering.id(), () -> stream.run(request, answering));
    try {
      stream.begun.await();
    } catch (InterruptedException e) {
      stream.cancel();
      running.cancel(false);
      Thread.currentThread().interrupt();
    }
  }

  private static final class Stream implements StreamingHandle {
    private final StreamingChatResponseHandler handler;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean cancelled;

    Stream(StreamingChatResponseHandler handler) {
      this.handler = handler;
    }

    /** Returns nothing, as a task does. */
    @Nullable Void run(ChatRequest request, Answering answering) {
      try {
        ChatResponse response = answering.answer(request, this::tell, this::isCancelled);
        var calls = response.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
          handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
        }
        handler.onCompleteResponse(response);
      } catch (CancellationException e) {
        if (!cancelled) {
          handler.onError(e);
        }
      } catch (RuntimeException | Error e) {
        // The boundary to the listener: whatever ends an answer must reach who waits for it.
        handler.onError(e);
      } finally {
        begun.countDown();
      }
      return null;
    }

    private void tell(String piece) {
      handler.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(this));
      begun.countDown();
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}

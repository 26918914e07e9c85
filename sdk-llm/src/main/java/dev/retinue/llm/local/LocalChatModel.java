package dev.retinue.llm.local;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers as a whole. The caller waits; when it is interrupted, the answer ends. Thread-safe. */
record LocalChatModel(Answering answering) implements ChatModel {
  /**
   * @throws CancellationException if the caller is interrupted; its interrupt flag is set again
   */
  @Override
  public ChatResponse doChat(ChatRequest request) {
    AtomicBoolean givenUp = new AtomicBoolean();
    Future<ChatResponse> answer =
        answering
            .model()
            .submit(answering.id(), () -> answering.answer(request, piece -> {}, givenUp::get));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      givenUp.set(true);
      answer.cancel(false);
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException(answering.id() + " was interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}

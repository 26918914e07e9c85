package dev.retinue.llm.provider;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a streaming model said: its pieces, and how it ended. */
record Streamed(List<String> pieces, @Nullable ChatResponse whole, @Nullable Throwable error) {
  static Streamed of(@Nullable StreamingChatModel model, ChatRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (model == null) {
      throw new IllegalArgumentException("the model does not stream");
    }
    List<String> pieces = new CopyOnWriteArrayList<>();
    var end = new CompletableFuture<Streamed>();
    model.chat(
        request,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {
            pieces.add(text);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            end.complete(new Streamed(List.copyOf(pieces), response, null));
          }

          @Override
          public void onError(Throwable error) {
            end.complete(new Streamed(List.copyOf(pieces), null, error));
          }
        });
    return end.get(20, TimeUnit.SECONDS);
  }

  ChatResponse response() {
    if (whole == null) {
      throw new AssertionError("the stream failed", error);
    }
    return whole;
  }

  Throwable failure() {
    if (error == null) {
      throw new AssertionError("the stream did not fail: " + whole);
    }
    return error;
  }
}

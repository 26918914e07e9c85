package dev.retinue.llm.router;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that does what it is told for each call, by number from 1. */
final class Fake implements ChatModel {
  interface Deed {
    ChatResponse on(int call) throws InterruptedException;
  }

  private final Deed deed;
  final AtomicInteger calls = new AtomicInteger();
  final Queue<ChatRequest> requests = new ConcurrentLinkedQueue<>();

  Fake(Deed deed) {
    this.deed = deed;
  }

  static Fake saying(String text) {
    return new Fake(call -> said(text));
  }

  static Fake failing(Kind kind) {
    return new Fake(call -> {
      throw failure(kind);
    });
  }

  /** Fails so often, then answers. */
  static Fake failing(int times, Kind kind, String text) {
    return new Fake(call -> {
      if (call <= times) {
        throw failure(kind);
      }
      return said(text);
    });
  }

  static ModelException failure(Kind kind) {
    return new ModelException(kind, "fake:model", "failed for " + kind, null);
  }

  static ModelException failure(Kind kind, Duration retryAfter) {
    return new ModelException(kind, "fake:model", "failed for " + kind, retryAfter, null);
  }

  static ChatResponse said(String text) {
    return said(text, FinishReason.STOP, 5);
  }

  static ChatResponse said(String text, FinishReason reason, int tokens) {
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(text))
        .finishReason(reason)
        .tokenUsage(new TokenUsage(10, tokens))
        .build();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    requests.add(request);
    try {
      return deed.on(calls.incrementAndGet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(Kind.TIMEOUT);
    }
  }
}

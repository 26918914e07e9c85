package dev.retinue.llm.provider;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a model answered, and the pieces that it was told in. */
record Asked(ChatResponse response, Tokens tokens, Pieces pieces) {
  static Asked whole(LanguageModel model, ChatRequest request) throws InterruptedException {
    return ask(model, request, false, new Pieces());
  }

  static Asked streamed(LanguageModel model, ChatRequest request) throws InterruptedException {
    return ask(model, request, true, new Pieces());
  }

  static Asked ask(LanguageModel model, ChatRequest request, boolean streams, Pieces pieces)
      throws InterruptedException {
    ChatResponse response = model.ask(request, pieces, streams, Duration.ofSeconds(15));
    return new Asked(response, model.traits().used().apply(response.tokenUsage()), pieces);
  }

  /** Listens. */
  static final class Pieces implements Models.Attempt {
    final List<String> text = new CopyOnWriteArrayList<>();
    final List<String> thoughts = new CopyOnWriteArrayList<>();
    final List<String> arguments = new CopyOnWriteArrayList<>();

    @Override
    public void token(String piece) {
      text.add(piece);
    }

    @Override
    public void thinking(String piece) {
      thoughts.add(piece);
    }

    @Override
    public void toolCall(PartialToolCall piece) {
      arguments.add(piece.partialArguments());
    }

    @Override
    public void succeeded(Tokens used) {}

    @Override
    public void failed(String reason) {}
  }
}

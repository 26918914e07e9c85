package dev.retinue.llm.provider;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Models whose requests are looked at, and mended or refused, before they are sent. */
final class Prepared {
  private Prepared() {}

  static ChatModel chat(ChatModel model, UnaryOperator<ChatRequest> prepare) {
    return new Whole(model, prepare);
  }

  static StreamingChatModel streaming(
      StreamingChatModel model, UnaryOperator<ChatRequest> prepare) {
    return new Streaming(model, prepare);
  }

  private record Whole(ChatModel model, UnaryOperator<ChatRequest> prepare) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      return model.doChat(prepare.apply(request));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return model.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
      return model.listeners();
    }

    @Override
    public ModelProvider provider() {
      return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
      return model.supportedCapabilities();
    }
  }

  private record Streaming(StreamingChatModel model, UnaryOperator<ChatRequest> prepare)
      implements StreamingChatModel {
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      model.doChat(prepare.apply(request), handler);
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return model.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
      return model.listeners();
    }

    @Override
    public ModelProvider provider() {
      return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
      return model.supportedCapabilities();
    }
  }
}

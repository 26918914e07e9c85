package dev.retinue.llm.provider;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;

/**
 * A streaming model whose broken streams fail: langchain4j's client reports a stream that ended
 * without a finish reason as a complete answer, and half an answer must not pass for a whole one.
 * Thread-safe if the model is.
 */
record WholeStreams(StreamingChatModel model) implements StreamingChatModel {
  static final String CUT = "the stream ended in the middle of the answer, without a reason";

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return model.listeners();
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    model.doChat(request, new Whole(handler));
  }

  private record Whole(StreamingChatResponseHandler handler)
      implements StreamingChatResponseHandler {
    @Override
    public void onPartialResponse(String text) {
      handler.onPartialResponse(text);
    }

    @Override
    public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
      handler.onPartialResponse(text, context);
    }

    @Override
    public void onPartialThinking(PartialThinking thinking) {
      handler.onPartialThinking(thinking);
    }

    @Override
    public void onPartialToolCall(PartialToolCall call) {
      handler.onPartialToolCall(call);
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
      handler.onCompleteToolCall(call);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      if (response.finishReason() == null) {
        handler.onError(new TimeoutException(CUT));
      } else {
        handler.onCompleteResponse(response);
      }
    }

    @Override
    public void onError(Throwable error) {
      handler.onError(error);
    }
  }
}

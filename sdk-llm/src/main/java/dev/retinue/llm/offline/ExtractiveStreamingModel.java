package dev.retinue.llm.offline;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The offline model, answering a few words at a time on the caller's thread. Thread-safe. */
record ExtractiveStreamingModel(Extractive model) implements StreamingChatModel {
  private static final Pattern PIECE = Pattern.compile("(?:\\s*\\S+){1,4}\\s*?|\\s+");

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    ChatResponse response = model.respond(request);
    String text = response.aiMessage().text();
    if (text != null) {
      for (Matcher piece = PIECE.matcher(text); piece.find(); ) {
        handler.onPartialResponse(piece.group());
      }
    }
    handler.onCompleteResponse(response);
  }
}

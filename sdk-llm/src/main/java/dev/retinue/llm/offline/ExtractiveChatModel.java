package dev.retinue.llm.offline;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** The offline model, answering as a whole. Thread-safe. */
record ExtractiveChatModel(Extractive model) implements ChatModel {
  @Override
  public ChatResponse doChat(ChatRequest request) {
    return model.respond(request);
  }
}

package dev.retinue.model;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;

/** A prompt's length where nothing is known of the model's tokenizer. */
final class PromptLength {
  private static final int CHARACTERS_OF_A_TOKEN = 4;
  private static final int USUAL_TOOL = 100;

  private PromptLength() {}

  static long tokens(ChatRequest request) {
    long characters = 0;
    for (ChatMessage message : request.messages()) {
      characters += Length.of(message);
    }
    int tools = request.toolSpecifications() == null ? 0 : request.toolSpecifications().size();
    return characters / CHARACTERS_OF_A_TOKEN + (long) tools * USUAL_TOOL;
  }
}

package dev.retinue.examples.bench;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.memory.ChatMemoryAccess;
import java.util.concurrent.atomic.AtomicLong;

/** langchain4j's AiServices with a memory for each conversation, dropped after its turn. */
final class AiServicesContender implements Contender {
  /** More than the longest turn has, so that nothing is left out. */
  private static final int WINDOW = 3_000;

  /** The service. */
  interface Assistant extends ChatMemoryAccess {
    String ask(@MemoryId Object conversation, @UserMessage String question);
  }

  private final Assistant assistant;
  private final AtomicLong conversations = new AtomicLong();

  AiServicesContender(ChatModel model, Object adder) {
    this.assistant = assistant(model, adder);
  }

  static Assistant assistant(ChatModel model, Object adder) {
    return AiServices.builder(Assistant.class)
        .chatModel(model)
        .tools(adder)
        .maxToolCallingRoundTrips(WINDOW)
        .chatMemoryProvider(
            id -> MessageWindowChatMemory.builder().id(id).maxMessages(WINDOW).build())
        .build();
  }

  @Override
  public String turn(String question) {
    Long conversation = conversations.incrementAndGet();
    try {
      return assistant.ask(conversation, question);
    } finally {
      assistant.evictChatMemory(conversation);
    }
  }
}

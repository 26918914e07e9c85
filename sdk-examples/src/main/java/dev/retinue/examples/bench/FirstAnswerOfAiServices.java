package dev.retinue.examples.bench;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;

/** The same with langchain4j's AiServices. */
public final class FirstAnswerOfAiServices {
  private FirstAnswerOfAiServices() {}

  /** The service. */
  interface Assistant {
    String ask(String question);
  }

  public static void main(String[] arguments) {
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(new AddingModel())
            .tools(new AddingModel.Adder())
            .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
            .build();
    System.out.println("answer: " + assistant.ask("What is 2 + 2?"));
  }
}

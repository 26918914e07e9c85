package dev.retinue.examples.bench;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/**
 * A model that calls the tool once and then says what it returned; instant, and the same for all
 * who are compared.
 */
final class AddingModel implements ChatModel {
  @Override
  public ChatResponse doChat(ChatRequest request) {
    AiMessage answer =
        request.messages().getLast() instanceof ToolExecutionResultMessage result
            ? AiMessage.from(result.text())
            : AiMessage.from(
                ToolExecutionRequest.builder()
                    .id("1")
                    .name("add")
                    .arguments("{\"a\": 2, \"b\": 2}")
                    .build());
    return ChatResponse.builder().aiMessage(answer).build();
  }

  /** The tool. */
  static final class Adder {
    @Tool("Adds two numbers")
    int add(@P(name = "a", value = "one number") int a, @P(name = "b", value = "the other") int b) {
      return a + b;
    }
  }
}

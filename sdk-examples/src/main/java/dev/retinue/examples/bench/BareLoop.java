package dev.retinue.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;

/** A loop written by hand: a list of messages, the arguments read by Jackson, the method called. */
final class BareLoop implements Contender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final SteppingModel model;
  private final SteppingModel.Adder adder;
  private final List<ToolSpecification> tools;

  BareLoop(SteppingModel model, SteppingModel.Adder adder) {
    this.model = model;
    this.adder = adder;
    this.tools = ToolSpecifications.toolSpecificationsFrom(adder);
  }

  @Override
  public String turn(String question) throws Exception {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(UserMessage.from(question));
    while (true) {
      AiMessage reply =
          model
              .chat(ChatRequest.builder().messages(messages).toolSpecifications(tools).build())
              .aiMessage();
      messages.add(reply);
      if (!reply.hasToolExecutionRequests()) {
        return reply.text();
      }
      for (ToolExecutionRequest call : reply.toolExecutionRequests()) {
        JsonNode arguments = JSON.readTree(call.arguments());
        int sum = adder.add(arguments.get("a").intValue(), arguments.get("b").intValue());
        messages.add(ToolExecutionResultMessage.from(call, String.valueOf(sum)));
      }
    }
  }
}

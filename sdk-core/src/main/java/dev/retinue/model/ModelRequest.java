package dev.retinue.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param conversation the messages, system message first if there is one
 * @param tools the tools it may call; empty for none
 * @param answerSchema the form in which it must answer, or null for text
 */
public record ModelRequest(
    Conversation conversation, List<ToolSpecification> tools, @Nullable JsonSchema answerSchema) {
  public ModelRequest {
    tools = List.copyOf(tools);
  }

  public static ModelRequest of(Conversation conversation) {
    return new ModelRequest(conversation, List.of(), null);
  }
}

package dev.retinue.llm.provider;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes what models said before fit to be sent again. A model may have called a tool with arguments
 * that are not JSON; it was told so, but most clients could not send its call any more, and every
 * further call of the conversation would fail.
 */
final class SoundHistory {
  private SoundHistory() {}

  /** The request itself, if there is nothing to mend. */
  static ChatRequest of(ChatRequest request) {
    List<ChatMessage> mended = null;
    for (int i = 0; i < request.messages().size(); i++) {
      if (request.messages().get(i) instanceof AiMessage said && !isSound(said)) {
        mended = mended == null ? new ArrayList<>(request.messages()) : mended;
        mended.set(i, mended(said));
      }
    }
    return mended == null ? request : request.toBuilder().messages(mended).build();
  }

  private static AiMessage mended(AiMessage said) {
    return said.toBuilder()
        .toolExecutionRequests(
            said.toolExecutionRequests().stream()
                .map(call -> isSound(call) ? call : mended(call))
                .toList())
        .build();
  }

  private static ToolExecutionRequest mended(ToolExecutionRequest call) {
    String said = call.arguments() == null ? "" : call.arguments();
    return call.toBuilder()
        .arguments(said.isBlank() ? "{}" : Json.write(Map.of("malformed", said)))
        .build();
  }

  private static boolean isSound(AiMessage said) {
    for (ToolExecutionRequest call : said.toolExecutionRequests()) {
      if (!isSound(call)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSound(ToolExecutionRequest call) {
    if (call.arguments() == null) {
      return false;
    }
    try {
      return Json.tree(call.arguments()).isObject();
    } catch (IllegalArgumentException notJson) {
      return false;
    }
  }
}

package dev.retinue.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import org.jspecify.annotations.Nullable;

/** The length of messages in characters, without reading them. */
final class Length {
  /** Of roles and marks around a message. */
  private static final int FRAME = 16;

  /** An image or a sound of usual size, at four characters a token. */
  private static final int NOT_TEXT = 4_000;

  private Length() {}

  static long of(ChatMessage message) {
    return FRAME
        + switch (message) {
          case SystemMessage system -> length(system.text());
          case UserMessage user when user.hasSingleText() -> length(user.singleText());
          case UserMessage user -> {
            long sum = 0;
            for (Content content : user.contents()) {
              sum += content instanceof TextContent text ? length(text.text()) : NOT_TEXT;
            }
            yield sum;
          }
          case AiMessage answer -> {
            long sum = length(answer.text());
            for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
              sum += FRAME + length(call.name()) + length(call.arguments());
            }
            yield sum;
          }
          case ToolExecutionResultMessage result when result.hasSingleText() ->
              length(result.text());
          default -> NOT_TEXT;
        };
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}

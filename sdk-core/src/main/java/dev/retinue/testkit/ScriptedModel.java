package dev.retinue.testkit;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A model that answers by a script, instantly. Thread-safe.
 *
 * <p>{@link #turn} answers by how far the current turn has got (how many of its answers follow the
 * last user message), so that a run that is stopped and replayed meets the same script; {@link
 * #answering} answers by a function of the request. Each answer is said to use 10 tokens of input
 * and 5 of output.
 */
public final class ScriptedModel implements ChatModel {
  private final Function<ChatRequest, AiMessage> script;
  private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

  private ScriptedModel(Function<ChatRequest, AiMessage> script) {
    this.script = script;
  }

  /**
   * Gives these answers in every turn: the first to the user's message, the next when that one's
   * tools have returned.
   */
  public static ScriptedModel turn(AiMessage... answers) {
    List<AiMessage> script = List.of(answers);
    return new ScriptedModel(request -> {
      int step = answersInTurn(request.messages());
      if (step >= script.size()) {
        throw new IllegalStateException(
            "the script has "
                + script.size()
                + " answers for a turn and is asked for number "
                + (step + 1));
      }
      return script.get(step);
    });
  }

  /** Gives whatever the function makes of the request. */
  public static ScriptedModel answering(Function<ChatRequest, AiMessage> script) {
    return new ScriptedModel(script);
  }

  /** An answer in words. */
  public static AiMessage say(String text) {
    return AiMessage.from(text);
  }

  /** An answer that calls a tool. */
  public static AiMessage call(String tool, String arguments) {
    return AiMessage.from(request(0, tool, arguments));
  }

  /** An answer that calls several tools at once: names and arguments in turn. */
  public static AiMessage calls(String... toolsAndArguments) {
    List<ToolExecutionRequest> requests = new java.util.ArrayList<>();
    for (int i = 0; i + 1 < toolsAndArguments.length; i += 2) {
      requests.add(request(i / 2, toolsAndArguments[i], toolsAndArguments[i + 1]));
    }
    return AiMessage.from(requests);
  }

  private static ToolExecutionRequest request(int number, String tool, String arguments) {
    return ToolExecutionRequest.builder()
        .id("call-" + number)
        .name(tool)
        .arguments(arguments)
        .build();
  }

  /** What a request tells of the calls made so far, in the order of the conversation. */
  public static List<ToolExecutionResultMessage> results(ChatRequest request) {
    return request.messages().stream()
        .filter(ToolExecutionResultMessage.class::isInstance)
        .map(ToolExecutionResultMessage.class::cast)
        .toList();
  }

  private static int answersInTurn(List<ChatMessage> messages) {
    int answers = 0;
    for (int i = messages.size() - 1; i >= 0 && !(messages.get(i) instanceof UserMessage); i--) {
      if (messages.get(i) instanceof AiMessage) {
        answers++;
      }
    }
    return answers;
  }

  /** All requests so far, in order. */
  public List<ChatRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    requests.add(request);
    AiMessage answer = script.apply(request);
    return ChatResponse.builder()
        .aiMessage(answer)
        .modelName("scripted")
        .tokenUsage(new TokenUsage(10, 5))
        .finishReason(
            answer.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
        .build();
  }
}

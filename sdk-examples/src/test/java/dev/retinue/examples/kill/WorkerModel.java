package dev.retinue.examples.kill;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.reasoner.PromptSections;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;

/** Asks for what the task's assignment says, place by place, and answers when all is done. */
final class WorkerModel implements ChatModel {
  /** How a question about memory begins; the sessions follow. */
  static final String RECALL = "recall ";

  private final WorkLog log;

  WorkerModel(WorkLog log) {
    this.log = log;
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    List<ChatMessage> turn = sinceTheUser(request.messages());
    String input = PromptSections.parse(((UserMessage) turn.getFirst()).singleText()).question();
    LedgerTool.take();
    AiMessage reply = input.startsWith("task-") ? working(input, turn) : recalling(input, turn);
    LedgerTool.take();
    return ChatResponse.builder().aiMessage(reply).tokenUsage(new TokenUsage(10, 5)).build();
  }

  private AiMessage working(String session, List<ChatMessage> turn) {
    Assignment assignment = Assignment.ofSession(session);
    int place = place(turn);
    log.append(WorkLog.Kind.ASKED, session, String.valueOf(place));
    if (place == assignment.places().size()) {
      List<String> did =
          turn.stream()
              .filter(ToolExecutionResultMessage.class::isInstance)
              .map(message -> ((ToolExecutionResultMessage) message).text())
              .map(text -> text.replaceFirst("did ", ""))
              .toList();
      return AiMessage.from("Task " + assignment.number() + " is done: " + did);
    }
    return ScriptedModel.calls(
        assignment.places().get(place).stream()
            .flatMap(call -> java.util.stream.Stream.of(call.tool(), call.arguments()))
            .toArray(String[]::new));
  }

  private static AiMessage recalling(String input, List<ChatMessage> turn) {
    return place(turn) == 0
        ? ScriptedModel.call(
            RecallingTool.NAME, "{\"sessions\":\"" + input.substring(RECALL.length()) + "\"}")
        : AiMessage.from("It is in the log.");
  }

  /** How often it was asked in this turn before. */
  static int place(List<ChatMessage> turn) {
    return (int) turn.stream().filter(AiMessage.class::isInstance).count();
  }

  static List<ChatMessage> sinceTheUser(List<ChatMessage> messages) {
    int last = messages.size() - 1;
    while (!(messages.get(last) instanceof UserMessage)) {
      last--;
    }
    return messages.subList(last, messages.size());
  }
}

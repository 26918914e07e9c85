package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.llm.offline.routing.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * What was called for the question at hand, and what came of it.
 *
 * @param calls those made, in order
 * @param results what they returned
 * @param rounds how often the model called
 */
record Progress(
    List<ToolExecutionRequest> calls, List<ToolExecutionResultMessage> results, int rounds) {
  /** Reads the messages after the question. */
  static Progress of(List<ChatMessage> after) {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    List<ToolExecutionResultMessage> results = new ArrayList<>();
    int rounds = 0;
    for (ChatMessage message : after) {
      if (message instanceof AiMessage ai && ai.hasToolExecutionRequests()) {
        calls.addAll(ai.toolExecutionRequests());
        rounds++;
      } else if (message instanceof ToolExecutionResultMessage result) {
        results.add(result);
      }
    }
    return new Progress(calls, results, rounds);
  }

  boolean isNone() {
    return results.isEmpty();
  }

  /** Whether one failed or was denied: nothing may rest on it. */
  boolean failed() {
    return results.stream()
        .map(ToolExecutionResultMessage::text)
        .anyMatch(text -> text.startsWith("ERROR ") || text.startsWith("DENIED"));
  }

  /** Whether this very call was made: it would return the same. */
  boolean made(Decision.Call call) {
    return calls.stream()
        .anyMatch(
            each -> each.name().equals(call.tool()) && call.arguments().equals(each.arguments()));
  }

  List<String> latestFirst() {
    return results.reversed().stream().map(ToolExecutionResultMessage::text).toList();
  }
}

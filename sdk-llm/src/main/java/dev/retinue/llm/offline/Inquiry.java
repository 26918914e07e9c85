package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.llm.offline.answer.Phrases;
import dev.retinue.llm.offline.routing.Decision;
import dev.retinue.llm.offline.routing.Router;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.reasoner.PromptSections;
import java.util.List;
import java.util.Optional;

/**
 * A question that the model asked back, and the user's answer to it: read together they may be the
 * request that could not be carried out before.
 *
 * @param before the conversation before the answer
 */
record Inquiry(Router router, List<ChatMessage> before) {
  Optional<Decision.Call> completed(Clues answer, List<ToolSpecification> tools) {
    if (before.size() < 2
        || !(before.getLast() instanceof AiMessage ai)
        || ai.text() == null
        || !(before.get(before.size() - 2) instanceof UserMessage user)
        || !user.hasSingleText()) {
      return Optional.empty();
    }
    List<String> asked = Phrases.toolsAskedAbout(ai.text());
    List<ToolSpecification> meant =
        tools.stream()
            .filter(tool -> asked.contains(tool.name()))
            .filter(tool -> asked.size() == 1 || answer.text().contains(tool.name()))
            .toList();
    // Whoever says something else instead is not held to the question.
    if (meant.size() != 1
        || (asked.size() == 1 && router.decide(answer, tools) instanceof Decision.Call)) {
      return Optional.empty();
    }
    String first = PromptSections.parse(user.singleText()).question();
    return router.complete(new Clues(first + "\n" + answer.text()), answer, meant.getFirst());
  }
}

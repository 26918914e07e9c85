package dev.retinue.reasoner;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.RunScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reasoner is given.
 *
 * @param input what was asked, verbatim
 * @param scope on whose behalf
 * @param agent the agent's definition
 * @param tools specifications of its tools, in the definition's order
 * @param resultLimits of each tool, the most characters of a result that a model is told at once
 * @param answerSchema the form in which the final answer is wanted, or null for text
 */
public record Task(
    String input,
    RunScope scope,
    AgentDefinition agent,
    List<ToolSpecification> tools,
    Map<String, Integer> resultLimits,
    @Nullable JsonSchema answerSchema) {
  public Task {
    tools = List.copyOf(tools);
    resultLimits = Map.copyOf(resultLimits);
  }
}

package dev.retinue.reasoner;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.RunScope;
import dev.retinue.tool.Tool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

  /** With tools that say themselves what there is to know. */
  public static Task of(
      String input,
      RunScope scope,
      AgentDefinition agent,
      Collection<? extends Tool> tools,
      @Nullable JsonSchema answerSchema) {
    List<ToolSpecification> specifications = new ArrayList<>(tools.size());
    Map<String, Integer> limits = new HashMap<>();
    for (Tool tool : tools) {
      ToolSpecification specification = tool.specification();
      specifications.add(specification);
      limits.put(specification.name(), tool.traits().resultLimit());
    }
    return new Task(input, scope, agent, specifications, limits, answerSchema);
  }
}

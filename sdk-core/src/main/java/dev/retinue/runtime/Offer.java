package dev.retinue.runtime;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException.Problem;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.definition.Permission;
import dev.retinue.error.NearestName;
import dev.retinue.expression.ExpressionException;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.model.Models;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Rule;
import dev.retinue.policy.RulePolicy;
import dev.retinue.policy.ToolPattern;
import dev.retinue.tool.ToolRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a runtime has that a definition can name, and what a definition names that it has not. */
record Offer(
    List<String> agentTypes,
    Models models,
    ToolRegistry tools,
    @Nullable MemoryProvider memory,
    @Nullable KnowledgeProvider knowledge,
    Policy policy) {

  /**
   * What the names in a definition come to.
   *
   * @param problems receives all that is missing, each with what to do; the means are of use only
   *     if there is none
   */
  AgentStores.Means means(AgentDefinition definition, List<Problem> problems) {
    problems.addAll(missing(definition));
    return new AgentStores.Means(tools.named(definition.tools()), policyOf(definition, problems));
  }

  private List<Problem> missing(AgentDefinition definition) {
    List<Problem> problems = new ArrayList<>();
    String type = definition.agent().type();
    if (!agentTypes.contains(type)) {
      problems.add(
          problem(
              "agent.type",
              "no reasoner for the type '" + type + "'" + NearestName.hint(type, agentTypes)));
    }
    models.problems(definition.llm()).forEach(message -> problems.add(problem("llm", message)));
    for (int i = 0; i < definition.tools().size(); i++) {
      String path = "tools[" + i + "]";
      tools
          .problem(definition.tools().get(i))
          .ifPresent(message -> problems.add(problem(path, message)));
    }
    MemoryDefinition.Type kind = definition.memory().type();
    if (memory == null
        && (kind == MemoryDefinition.Type.SIMPLE || kind == MemoryDefinition.Type.ADVANCED)) {
      problems.add(
          problem(
              "memory.type",
              "no Memory on the class path: add dev.retinue:sdk-memory or call builder().memory(..)"));
    }
    if (definition.rag().enableKnowledgeBase() && knowledge == null) {
      problems.add(
          problem(
              "rag.enable_knowledge_base",
              "no Knowledge on the class path: add dev.retinue:sdk-rag or call builder().knowledge(..)"));
    }
    if (type.equals("knowledge_search") && !definition.rag().enableKnowledgeBase()) {
      problems.add(
          problem(
              "rag.enable_knowledge_base",
              "an agent of type knowledge_search needs it to be true"));
    }
    for (int i = 0; i < definition.permissions().size(); i++) {
      problems.addAll(ofPatterns(definition, i));
    }
    return problems;
  }

  /** A rule that can never match is a mistake: better refused than believed to protect. */
  private List<Problem> ofPatterns(AgentDefinition definition, int index) {
    Permission permission = definition.permissions().get(index);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < permission.tools().size(); i++) {
      String path = "permissions[" + index + "].tools[" + i + "]";
      String name = permission.tools().get(i);
      if (name.isBlank()) {
        problems.add(problem(path, "a pattern for tools must not be blank"));
        continue;
      }
      ToolPattern pattern = new ToolPattern(name);
      Set<String> names = tools.named(definition.tools()).keySet();
      if (!pattern.matchesAny(names)) {
        problems.add(
            problem(
                path,
                pattern.isName()
                    ? "the agent has no tool '" + name + "'" + NearestName.hint(name, names)
                    : "no tool of the agent is named like '"
                        + name
                        + "'; its tools are "
                        + String.join(", ", names)));
      }
    }
    return problems;
  }

  /** What the agent may do: what the host allows, narrowed by the definition's rules. */
  private Policy policyOf(AgentDefinition definition, List<Problem> problems) {
    List<Rule> rules = definition.permissions().stream().map(Rule::of).toList();
    if (rules.isEmpty()) {
      return policy;
    }
    try {
      return policy.narrowedBy(RulePolicy.of(rules));
    } catch (ExpressionException e) {
      // It is of the first rule that is wrong; they are to be told together.
      for (int i = 0; i < rules.size(); i++) {
        try {
          RulePolicy.of(rules.get(i));
        } catch (ExpressionException wrong) {
          problems.add(problem("permissions[" + i + "].when", wrong.getMessage()));
        }
      }
      return policy;
    }
  }

  private static Problem problem(String path, String message) {
    return new Problem(0, 0, path, message);
  }

  /** Where the agent's memory comes from; null if it is to have none. */
  @Nullable MemoryProvider memoryOf(AgentDefinition definition) {
    if (!definition.memory().remembers()) {
      return null;
    }
    return memory == null ? new ConversationMemory() : memory;
  }
}

package dev.retinue.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;

/**
 * Chooses which tools a model is shown when an agent has more than a model handles well.
 * Thread-safe.
 */
@FunctionalInterface
public interface ToolSelector extends AutoCloseable {
  /**
   * Names of at most {@code limit} of the tools, in order of preference. What it chose is recorded
   * with the run, and not chosen again when the run goes on in another process.
   *
   * @param task what the agent was asked
   */
  List<String> select(String task, List<ToolSpecification> tools, int limit);

  /** These will be chosen from. Whatever takes time is done in the background. */
  default void prepare(List<ToolSpecification> tools) {}

  /** Ends what it does in the background. */
  @Override
  default void close() {}

  /** The first ones, in the order in which the definition lists them. */
  static ToolSelector inOrder() {
    return (task, tools, limit) ->
        tools.stream().limit(limit).map(ToolSpecification::name).toList();
  }
}

package dev.retinue.history;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ModelDefinition;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is different in a fork. Immutable.
 *
 * @param input another task, or null for the same
 * @param definition another definition of the same agent, or null for the same
 * @param result what came of the step at which it forks, or null if that is to be found out
 * @param continuation how it goes on
 * @param remembered whether the fork's turn is kept in the agent's memory
 */
public record Variation(
    @Nullable String input,
    @Nullable AgentDefinition definition,
    @Nullable Object result,
    Continuation continuation,
    boolean remembered) {
  /** No other difference than that it goes on once more, for real. */
  public static Variation live() {
    return new Variation(null, null, null, new Continuation.Live(), false);
  }

  /** It goes on as it is recorded, as far as it is. */
  public static Variation recorded() {
    return new Variation(null, null, null, new Continuation.Recorded(), false);
  }

  /** It goes on with tools that the host answers for. */
  public static Variation mocked(Continuation.Mock mock) {
    return new Variation(null, null, null, new Continuation.Mocked(mock), false);
  }

  /** Another task: the shared steps keep the results that they had. */
  public Variation withInput(String other) {
    return new Variation(other, definition, result, continuation, remembered);
  }

  /** Another definition: instructions, models, tools. Its id must be that of the agent. */
  public Variation withDefinition(AgentDefinition other) {
    return new Variation(input, other, result, continuation, remembered);
  }

  /**
   * Another result of the step at which it forks: a {@link dev.retinue.effect.ToolResult} of a tool
   * call, a {@link dev.retinue.model.ModelReply} of a model call, and so on.
   */
  public Variation withResult(Object other) {
    return new Variation(input, definition, other, continuation, remembered);
  }

  /** Keeps the fork's turn in the agent's memory, as if it had happened so. */
  public Variation withMemory() {
    return new Variation(input, definition, result, continuation, true);
  }

  /**
   * A definition with other models.
   *
   * @param of the agent's definition
   * @param references models as {@code provider:model}, in order of preference
   */
  public Variation withModels(AgentDefinition of, String... references) {
    return withDefinition(
        new AgentDefinition(
            of.agent(),
            Arrays.stream(references).map(ModelDefinition::parse).toList(),
            of.tools(),
            of.memory(),
            of.rag(),
            of.limits(),
            of.autonomy(),
            of.workflow(),
            of.team(),
            of.permissions()));
  }

  Optional<Object> instead() {
    return Optional.ofNullable(result);
  }
}

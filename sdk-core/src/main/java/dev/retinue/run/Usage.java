package dev.retinue.run;

import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.List;

/**
 * What a run used.
 *
 * @param modelCalls attempts at calling models
 * @param toolCalls attempts at calling tools
 * @param tokens tokens of all model calls
 * @param took time in which it was active, waiting aside
 * @param models {@code provider:model} of the models that answered, in the order of their first
 *     answer
 */
public record Usage(
    long modelCalls, long toolCalls, Tokens tokens, Duration took, List<String> models) {
  public Usage {
    models = List.copyOf(models);
  }
}

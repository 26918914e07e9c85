package dev.retinue.run;

import dev.retinue.budget.Money;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.List;

/**
 * What a run used itself; runs that it delegated tell their own, so that the usages of all runs add
 * up to what was used.
 *
 * @param modelCalls attempts at calling models
 * @param toolCalls attempts at calling tools
 * @param tokens tokens of all model calls
 * @param cost what the models cost by the price table, attempts that failed included; a model whose
 *     price is not known counts as nothing
 * @param took time in which it was active, waiting aside
 * @param models {@code provider:model} of the models that answered, in the order of their first
 *     answer
 */
public record Usage(
    long modelCalls,
    long toolCalls,
    Tokens tokens,
    Money cost,
    Duration took,
    List<String> models) {
  public Usage {
    models = List.copyOf(models);
  }
}

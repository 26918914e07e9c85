package dev.retinue.run.internal;

import dev.retinue.label.Label;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, as the journal keeps it.
 *
 * @param reasoner type of the reasoner
 * @param input the task, verbatim
 * @param answerSchema the form of the answer, written, or null
 * @param parent id of the run that delegated this one, or null
 * @param remembered whether the turn is kept in the agent's memory
 * @param label of the input
 */
public record RunRequest(
    String reasoner,
    String input,
    @Nullable String answerSchema,
    @Nullable String parent,
    boolean remembered,
    Label label) {
  public RunRequest {
    label = Objects.requireNonNullElse(label, Label.NONE);
  }
}

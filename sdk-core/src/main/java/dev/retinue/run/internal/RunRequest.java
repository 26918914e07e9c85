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
 * @param fork where it was forked from, or null
 */
public record RunRequest(
    String reasoner,
    String input,
    @Nullable String answerSchema,
    @Nullable String parent,
    boolean remembered,
    Label label,
    @Nullable Fork fork) {
  public RunRequest {
    label = Objects.requireNonNullElse(label, Label.NONE);
  }

  public RunRequest(
      String reasoner,
      String input,
      @Nullable String answerSchema,
      @Nullable String parent,
      boolean remembered,
      Label label) {
    this(reasoner, input, answerSchema, parent, remembered, label, null);
  }

  /**
   * Where a run was forked from, and how it goes on.
   *
   * @param run id of the run that it came from
   * @param address the first step that it does not share
   * @param shared how many records it begins with; one that has fewer was not wholly made
   * @param mode what is performed from there on
   * @param definition the definition under which it runs, as JSON, or null for the agent's own
   */
  public record Fork(
      String run, String address, int shared, Mode mode, @Nullable String definition) {
    /** The continuations, as they are recorded. */
    public enum Mode {
      LIVE,
      RECORDED,
      MOCKED
    }
  }
}

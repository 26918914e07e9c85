package dev.retinue.runtime;

import dev.retinue.consolidation.Consolidation;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.journal.JournalRecord;
import dev.retinue.json.RecordedForm;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import dev.retinue.run.internal.RunRequest;
import java.util.List;
import java.util.Optional;

/**
 * The run of the system in which a consolidation is done, or undone. What is to be changed was
 * found by a review and is its input, so that it goes on after a crash with what it had begun with.
 */
final class Rearranging implements Reasoner {
  static final String TYPE = "system:consolidate";

  /**
   * The input of the run.
   *
   * @param undoes id of the run that is undone; empty if none is
   */
  record Order(String undoes, Consolidation what) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    Consolidation what = RecordedForm.read(task.input(), Order.class).what();
    effects.perform(new Effect.Rearrange(what.change()));
    return new Conclusion.Answer(what.toString(), List.of());
  }

  /** What a run of this kind was to do; empty if it is of another. */
  static Optional<Order> order(JournalRecord.RunStarted start) {
    RunRequest request = start.request().as(RunRequest.class);
    return request.reasoner().equals(TYPE)
        ? Optional.of(RecordedForm.read(request.input(), Order.class))
        : Optional.empty();
  }
}

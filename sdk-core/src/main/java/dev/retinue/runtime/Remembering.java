package dev.retinue.runtime;

import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.json.RecordedForm;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import java.util.List;

/** The run of the system in which a host changes what an agent remembers. */
final class Remembering implements Reasoner {
  static final String TYPE = "system:remember";

  /** The input of the run. */
  sealed interface Wish {
    /** These are to be kept. */
    record Kept(List<MemoryRecord> records) implements Wish {}

    /** These are to be forgotten. */
    record Forgotten(MemorySelection selection) implements Wish {}
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Answers with the number of records. */
  @Override
  public Conclusion reason(Task task, Effects effects) {
    int records =
        switch (RecordedForm.read(task.input(), Wish.class)) {
          case Wish.Kept kept -> {
            kept.records().forEach(record -> effects.perform(new Effect.Remember(record)));
            yield kept.records().size();
          }
          case Wish.Forgotten forgotten ->
              effects.perform(new Effect.Forget(forgotten.selection())).records();
        };
    return new Conclusion.Answer(Integer.toString(records), List.of());
  }
}

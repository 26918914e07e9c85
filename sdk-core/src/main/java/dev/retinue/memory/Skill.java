package dev.retinue.memory;

import dev.retinue.label.Label;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How something is done, or a standing instruction. It comes back when a task touches one of its
 * triggers, however little else they have in common.
 *
 * @param id unique and stable
 * @param context where and when it was learned
 * @param practice what it is
 * @param sources ids of the records that it was made from
 * @param label of what the run had seen that learned it
 */
public record Skill(
    String id, Context context, Practice practice, List<String> sources, Label label)
    implements MemoryRecord {
  public Skill {
    NotBlank.check("skill", id, practice.instructions());
    sources = List.copyOf(sources);
    label = Objects.requireNonNullElse(label, Label.NONE);
  }

  /**
   * What is done, and when.
   *
   * @param name a few words; not blank
   * @param triggers words or phrases of tasks that call for it; without any it is found by
   *     similarity alone
   * @param instructions what to do; not blank
   */
  public record Practice(String name, List<String> triggers, String instructions) {
    public Practice {
      NotBlank.check("name", name);
      triggers = List.copyOf(triggers);
      triggers.forEach(trigger -> NotBlank.check("trigger", trigger));
      NotBlank.check("instructions", instructions);
    }
  }

  @Override
  public Skill joined(Label other) {
    return new Skill(id, context, practice, sources, label.join(other));
  }

  @Override
  public Skill reworded(UnaryOperator<String> words) {
    return new Skill(
        id,
        context,
        new Practice(practice.name(), practice.triggers(), words.apply(practice.instructions())),
        sources,
        label);
  }

  @Override
  public MemoryKind kind() {
    return MemoryKind.PROCEDURAL;
  }

  @Override
  public String text() {
    return practice.name() + ": " + practice.instructions();
  }
}

package dev.retinue.memory;

import dev.retinue.label.Label;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Something that is to be remembered, in words: by the agent itself, by its host, or as what
 * several turns come to.
 *
 * @param id unique and stable
 * @param context where and when it was noted
 * @param text what is to be remembered; not blank
 * @param sources ids of the records that it was made from
 * @param label of what the run had seen that noted it
 */
public record Note(String id, Context context, String text, List<String> sources, Label label)
    implements MemoryRecord {
  public Note {
    NotBlank.check("note", id, text);
    sources = List.copyOf(sources);
    label = Objects.requireNonNullElse(label, Label.NONE);
  }

  @Override
  public Note joined(Label other) {
    return new Note(id, context, text, sources, label.join(other));
  }

  @Override
  public Note reworded(UnaryOperator<String> words) {
    return new Note(id, context, words.apply(text), sources, label);
  }

  @Override
  public MemoryKind kind() {
    return MemoryKind.LONG_TERM;
  }
}

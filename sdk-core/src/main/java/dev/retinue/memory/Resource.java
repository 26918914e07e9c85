package dev.retinue.memory;

import dev.retinue.label.Label;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Something that the agent has or can reach: a file, a page, an account.
 *
 * @param id unique and stable
 * @param context where and when it came to the agent
 * @param holding what it is
 * @param sources ids of the records that it was made from
 * @param label of what the run had seen that recorded it
 */
public record Resource(
    String id, Context context, Holding holding, List<String> sources, Label label)
    implements MemoryRecord {
  public Resource {
    NotBlank.check("resource", id, holding.description());
    sources = List.copyOf(sources);
    label = Objects.requireNonNullElse(label, Label.NONE);
  }

  /**
   * What it is, and where.
   *
   * @param name a few words; not blank
   * @param location a path or an address; not blank
   * @param description what it is good for; not blank
   */
  public record Holding(String name, String location, String description) {
    public Holding {
      NotBlank.check("name", name);
      NotBlank.check("location", location);
      NotBlank.check("description", description);
    }
  }

  @Override
  public Resource joined(Label other) {
    return new Resource(id, context, holding, sources, label.join(other));
  }

  @Override
  public Resource reworded(UnaryOperator<String> words) {
    return new Resource(
        id,
        context,
        new Holding(
            holding.name(), words.apply(holding.location()), words.apply(holding.description())),
        sources,
        label);
  }

  @Override
  public MemoryKind kind() {
    return MemoryKind.RESOURCE;
  }

  @Override
  public String text() {
    return holding.name() + " (" + holding.location() + "): " + holding.description();
  }
}

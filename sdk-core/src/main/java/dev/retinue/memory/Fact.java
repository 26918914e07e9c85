package dev.retinue.memory;

import dev.retinue.label.Label;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A statement that holds for a time. A newer statement of the same subject and attribute takes the
 * place of an older one from its beginning on, and does not delete it.
 *
 * @param id unique and stable
 * @param context where and when it was recorded, which is not when it began to hold
 * @param statement what holds
 * @param origin from when on, and whence it is known
 * @param label of what the run had seen that recorded it
 */
public record Fact(String id, Context context, Statement statement, Origin origin, Label label)
    implements MemoryRecord {
  public Fact {
    NotBlank.check("fact", id, statement.value());
    label = Objects.requireNonNullElse(label, Label.NONE);
  }

  /**
   * What holds: {@code Ada}, {@code employer}, {@code ACME}.
   *
   * @param subject whom or what it is about; not blank
   * @param attribute what of it; not blank
   * @param value what that is; not blank
   */
  public record Statement(String subject, String attribute, String value) {
    public Statement {
      NotBlank.check("subject", subject);
      NotBlank.check("attribute", attribute);
      NotBlank.check("value", value);
    }

    @Override
    public String toString() {
      return subject + ": " + attribute + ": " + value;
    }
  }

  /**
   * @param validFrom from when on it holds
   * @param validTo when it held no longer; null while nothing is known of an end
   * @param sources ids of the records that it was made from
   */
  public record Origin(Instant validFrom, @Nullable Instant validTo, List<String> sources) {
    public Origin {
      sources = List.copyOf(sources);
      if (validTo != null && validTo.isBefore(validFrom)) {
        throw new IllegalArgumentException(
            "a fact cannot end before it begins, got " + validFrom + " to " + validTo);
      }
    }
  }

  /** The same, holding no longer than to this instant, or not at all if that is before it began. */
  public Fact until(Instant end) {
    Instant last = end.isBefore(origin.validFrom()) ? origin.validFrom() : end;
    return new Fact(
        id, context, statement, new Origin(origin.validFrom(), last, origin.sources()), label);
  }

  @Override
  public Fact joined(Label other) {
    return new Fact(id, context, statement, origin, label.join(other));
  }

  @Override
  public Fact reworded(UnaryOperator<String> words) {
    return new Fact(
        id,
        context,
        new Statement(statement.subject(), statement.attribute(), words.apply(statement.value())),
        origin,
        label);
  }

  @Override
  public MemoryKind kind() {
    return MemoryKind.SEMANTIC;
  }

  @Override
  public String text() {
    return statement.toString();
  }

  @Override
  public List<String> sources() {
    return origin.sources();
  }
}

package dev.retinue.llm.offline.argument;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tool's parameters, read once for any number of requests. Immutable. */
public final class Parameters {
  private final JsonObjectSchema schema;
  private final List<Slot> slots;

  private Parameters(JsonObjectSchema schema) {
    this.schema = schema;
    this.slots = List.copyOf(Slot.of(schema));
  }

  /**
   * @param schema null for a tool that takes none
   */
  public static Parameters of(@Nullable JsonObjectSchema schema) {
    return new Parameters(schema == null ? JsonObjectSchema.builder().build() : schema);
  }

  JsonObjectSchema schema() {
    return schema;
  }

  List<Slot> slots() {
    return slots;
  }

  /** How a person would be asked for a parameter: its name and what the schema says of it. */
  public Optional<String> described(String name) {
    return slots.stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .map(slot ->
            slot.description().isEmpty()
                ? "'" + name + "'"
                : "'" + name + "' (" + firstSentence(slot.description()) + ")");
  }

  /** Whether some parameter wants arithmetic. */
  public boolean compute() {
    return slots.stream().anyMatch(slot -> slot.purpose() == Purpose.EXPRESSION);
  }

  /** Whether some parameter names a file to work on. */
  public boolean takeFiles() {
    return slots.stream().anyMatch(slot -> slot.purpose() == Purpose.PATH && !slot.isTarget());
  }

  /** Whether some parameter says where the result is saved. */
  public boolean saves() {
    return slots.stream().anyMatch(slot -> slot.purpose() == Purpose.PATH && slot.isTarget());
  }

  /** Whether some parameter wants any question there is. */
  public boolean askAnything() {
    return slots.stream().anyMatch(slot -> slot.purpose() == Purpose.REQUEST);
  }

  private static String firstSentence(String description) {
    String first = description.split("(?<=[.;])\\s", 2)[0].replaceAll("[.;]$", "");
    return first.length() > 120 ? first.substring(0, 120) + "…" : first;
  }
}

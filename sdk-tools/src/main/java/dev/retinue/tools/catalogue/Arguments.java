package dev.retinue.tools.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The arguments of one call, read by type. They have been checked against the specification, so
 * only what a schema cannot say is checked here. A JSON null and an empty text count as absent,
 * because models send both for what they leave out. Confined to the call.
 */
public final class Arguments {
  private final JsonNode values;

  public Arguments(ObjectNode values) {
    this.values = values;
  }

  private Arguments(JsonNode values) {
    this.values = values;
  }

  /**
   * A text that must be there and say something.
   *
   * @throws Refused if it is absent or blank
   */
  public String text(String name) throws Refused {
    return optionalText(name)
        .orElseThrow(() -> Refused.invalid("'" + name + "' is missing or blank; give a text"));
  }

  /** A text, unless it is absent or blank. */
  public Optional<String> optionalText(String name) {
    return Optional.of(values.path(name).asText("")).filter(text -> !text.isBlank());
  }

  /** A text as it is, also if it is blank; empty if it is absent. */
  public Optional<String> exactText(String name) {
    JsonNode value = values.path(name);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /**
   * A whole number from {@code least} to {@code most}.
   *
   * @throws Refused if it is outside
   */
  public int number(String name, int otherwise, int least, int most) throws Refused {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
      throw Refused.invalid(
          "'" + name + "' must be a whole number from " + least + " to " + most + ", got " + value);
    }
    return value.asInt();
  }

  /** A truth value. */
  public boolean flag(String name) {
    return values.path(name).asBoolean(false);
  }

  /** The texts of an array; empty if it is absent. */
  public List<String> texts(String name) {
    return StreamSupport.stream(values.path(name).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The members of an object by name, as texts, in their order; without any if it is absent. */
  public Map<String, String> entries(String name) {
    Map<String, String> entries = new LinkedHashMap<>();
    values
        .path(name)
        .properties()
        .forEach(entry -> entries.put(entry.getKey(), entry.getValue().asText()));
    return entries;
  }

  /** The members of an object; without any if it is absent. */
  public Arguments members(String name) {
    return new Arguments(values.path(name));
  }
}

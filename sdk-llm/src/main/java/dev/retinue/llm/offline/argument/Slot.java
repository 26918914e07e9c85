package dev.retinue.llm.offline.argument;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.llm.offline.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A parameter, with all that is told from its schema once.
 *
 * @param spaced its name as words in lower case
 * @param description what the schema says of it, or nothing
 * @param cues stems of the words beside which its value is found
 * @param units stems of its description: what a number may count
 * @param label finds what the text names by a word: "subject: Lunch"
 */
record Slot(
    String name,
    String spaced,
    String description,
    JsonSchemaElement schema,
    boolean required,
    Purpose purpose,
    Set<String> cues,
    Set<String> units,
    Pattern label) {
  private static final Pattern FRACTION =
      Pattern.compile(
          "(?i)\\b0 (?:and|to|\\.\\.) 1\\b|\\b0[–-]1\\b|\\b(?:fraction|probability)\\b|\\(0[,;] ?1\\)|such as 0\\.\\d|\\b0\\.\\d");
  private static final Set<String> TARGETS =
      Set.of(
          "to",
          "target",
          "dest",
          "destin",
          "destination",
          "output",
          "out",
          "into",
          "end",
          "until",
          "new",
          "b",
          "right",
          "replac",
          "replacement",
          "as",
          "format");
  private static final Set<String> SOURCES =
      Set.of(
          "from", "source", "input", "start", "sinc", "since", "old", "a", "left", "path", "file");

  static Slot of(String name, JsonSchemaElement schema, boolean required) {
    String spaced = Words.spaced(name).replace('-', ' ').strip();
    String description = schema.description() == null ? "" : schema.description();
    String itemSaid =
        schema instanceof JsonArraySchema list
                && list.items() != null
                && list.items().description() != null
            ? " " + list.items().description()
            : "";
    Set<String> cues = new LinkedHashSet<>();
    for (String word : spaced.split(" ", -1)) {
      if (word.length() > 1 || (spaced.length() == 1 && !spaced.equals("a"))) {
        cues.add(Words.stem(word));
      }
    }
    Purpose purpose = Purpose.of(spaced, description + itemSaid);
    return new Slot(
        name,
        spaced,
        description,
        schema,
        required,
        purpose,
        cues,
        Words.content(description),
        label(spaced, purpose));
  }

  private static Pattern label(String spaced, Purpose purpose) {
    String others =
        purpose == Purpose.NAME
            ? "called|named|by the name of"
            : spaced.matches("title|subject") ? "titled|entitled|headed" : "(?!)";
    return Pattern.compile(
        "(?i)\\b(?:"
            + Pattern.quote(spaced)
            + "|"
            + others
            + ")(?:\\s+(?:is|of|to|being|as|called|reads?|says?))?[:=]?\\s+(?:\"([^\"]+)\"|'([^']+)'|([^\\s,;\"']+))");
  }

  static List<Slot> of(JsonObjectSchema schema) {
    List<String> required = schema.required() == null ? List.of() : schema.required();
    List<Slot> slots = new ArrayList<>();
    if (schema.properties() != null) {
      for (Map.Entry<String, JsonSchemaElement> each : schema.properties().entrySet()) {
        slots.add(of(each.getKey(), each.getValue(), required.contains(each.getKey())));
      }
    }
    return slots;
  }

  Slot asRequired() {
    return new Slot(name, spaced, description, schema, true, purpose, cues, units, label);
  }

  /** Whether it takes only text of a certain form, such as a path or an address. */
  boolean isOfType() {
    boolean text =
        schema instanceof JsonStringSchema
            || (schema instanceof JsonArraySchema list && list.items() instanceof JsonStringSchema);
    return text && purpose.evidence > 0;
  }

  /** Whether it is where something goes: "to", "into", "as". */
  boolean isTarget() {
    return firstOf(TARGETS);
  }

  boolean isSource() {
    return firstOf(SOURCES);
  }

  /** A share is a number from 0 to 1, whatever percent the text says. */
  boolean isFraction() {
    return FRACTION.matcher(description).find();
  }

  private boolean firstOf(Set<String> words) {
    for (String word : spaced.split(" ", -1)) {
      if (words.contains(word)) {
        return true;
      }
    }
    return false;
  }
}

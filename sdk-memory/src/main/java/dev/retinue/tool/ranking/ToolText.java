package dev.retinue.tool.ranking;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tool says of itself, by field. Of a schema without end only the beginning is looked at.
 *
 * @param name with its words apart
 * @param parameters their names, descriptions and fixed values
 * @param examples tasks that the tool is for, from the specification's metadata
 */
record ToolText(String name, String description, String parameters, List<String> examples) {
  /** Where a specification's metadata has examples of tasks, as a list of texts. */
  static final String EXAMPLES = "examples";

  private static final int LONGEST = 4_000;
  private static final int DEEPEST = 4;
  private static final Pattern SENTENCES = Pattern.compile("(?<=[.;:?!])\\s+");
  private static final Pattern JOINTS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[_-]");

  static ToolText of(ToolSpecification tool) {
    String description = tool.description() == null ? "" : tool.description();
    StringBuilder parameters = new StringBuilder();
    add(tool.parameters(), DEEPEST, parameters);
    return new ToolText(
        spaced(tool.name()),
        description.substring(0, Math.min(LONGEST, description.length())),
        parameters.toString(),
        examples(tool.metadata()));
  }

  private static List<String> examples(@Nullable Map<String, Object> metadata) {
    List<String> examples = new ArrayList<>();
    if (metadata != null && metadata.get(EXAMPLES) instanceof Collection<?> given) {
      for (Object example : given) {
        if (example instanceof String text && !text.isBlank()) {
          examples.add(text);
        }
      }
    }
    return examples;
  }

  private static void add(@Nullable JsonSchemaElement schema, int deep, StringBuilder text) {
    if (schema == null || deep == 0) {
      return;
    }
    if (schema.description() != null) {
      add(schema.description(), text);
    }
    switch (schema) {
      case JsonObjectSchema object ->
          object
              .properties()
              .forEach((name, value) -> {
                add(spaced(name), text);
                add(value, deep - 1, text);
              });
      case JsonArraySchema list -> add(list.items(), deep - 1, text);
      case JsonEnumSchema choice -> choice.enumValues().forEach(value -> add(spaced(value), text));
      case JsonAnyOfSchema either -> either.anyOf().forEach(each -> add(each, deep - 1, text));
      default -> {}
    }
  }

  private static void add(String more, StringBuilder text) {
    if (text.length() < LONGEST) {
      text.append(more, 0, Math.min(more.length(), LONGEST)).append(". ");
    }
  }

  private static String spaced(String name) {
    return JOINTS.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  /** All that it is for, in one text. */
  String whole() {
    return examples.isEmpty()
        ? name + ": " + description
        : name + ": " + description + " " + String.join(". ", examples) + ".";
  }

  /** Single things that it is for: the sentences of the description. */
  List<String> sentences() {
    return SENTENCES
        .splitAsStream(description)
        .limit(12)
        .map(sentence -> name + ": " + sentence)
        .toList();
  }
}

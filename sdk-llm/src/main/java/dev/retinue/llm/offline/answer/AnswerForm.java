package dev.retinue.llm.offline.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.llm.offline.argument.Choices;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Sentences;
import dev.retinue.llm.offline.text.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an answer into the JSON form that was asked for. What a required property asks for and the
 * answer does not hold is the empty value of its type: the form allows nothing else. Confined.
 */
public final class AnswerForm {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 8;

  private final String answer;
  private final Clues clues;
  private final Map<String, JsonSchemaElement> definitions = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * @param answer what was found
   */
  public AnswerForm(String answer) {
    this.answer = answer.replaceAll("\\s*\\[\\d{1,2}]", "").strip();
    this.clues = new Clues(this.answer);
  }

  public String fill(JsonSchemaElement schema) {
    return value("answer", schema, true, 0).orElseGet(JSON::objectNode).toString();
  }

  private Optional<JsonNode> value(
      String name, JsonSchemaElement schema, boolean required, int depth) {
    if (depth > DEEPEST) {
      return Optional.of(JSON.nullNode());
    }
    return switch (schema) {
      case JsonObjectSchema object -> Optional.of(object(object, depth));
      case JsonEnumSchema choice ->
          new Choices(clues)
              .first(choice.enumValues(), false)
              .or(() -> required ? choice.enumValues().stream().findFirst() : Optional.empty())
              .map(JSON::textNode);
      case JsonIntegerSchema any ->
          number(name)
              .map(n ->
                  (JsonNode) JSON.numberNode(n.setScale(0, RoundingMode.HALF_UP).toBigInteger()))
              .or(() -> required ? Optional.of(JSON.numberNode(0)) : Optional.empty());
      case JsonNumberSchema any ->
          number(name)
              .map(n -> (JsonNode) DecimalNode.valueOf(n))
              .or(() -> required ? Optional.of(JSON.numberNode(0)) : Optional.empty());
      case JsonBooleanSchema flag -> Optional.of(JSON.booleanNode(isAffirmed()));
      case JsonStringSchema text -> text(name, text.description(), required);
      case JsonArraySchema list -> Optional.of(list(name, list, depth));
      case JsonAnyOfSchema any ->
          any.anyOf().isEmpty()
              ? Optional.empty()
              : value(name, any.anyOf().getFirst(), required, depth + 1);
      case JsonReferenceSchema reference -> {
        JsonSchemaElement meant = definitions.get(reference.reference());
        yield meant == null
            ? Optional.of(JSON.nullNode())
            : value(name, meant, required, depth + 1);
      }
      default -> required ? Optional.of(JSON.nullNode()) : Optional.empty();
    };
  }

  private ObjectNode object(JsonObjectSchema schema, int depth) {
    if (schema.definitions() != null) {
      definitions.putAll(schema.definitions());
    }
    List<String> required = schema.required() == null ? List.of() : schema.required();
    ObjectNode object = JSON.objectNode();
    schema
        .properties()
        .forEach((name, property) ->
            value(name, property, required.contains(name), depth + 1)
                .ifPresent(found -> object.set(name, found)));
    return object;
  }

  private ArrayNode list(String name, JsonArraySchema schema, int depth) {
    ArrayNode list = JSON.arrayNode();
    switch (schema.items()) {
      case JsonStringSchema text ->
          (clues.names().size() > 1
                      && name.matches("(?i).*(?:names|people|cities|places|entities).*")
                  ? clues.names()
                  : Sentences.of(answer).stream().map(Sentences.Sentence::text).toList())
              .forEach(list::add);
      case JsonNumberSchema number -> clues.numbers().forEach(n -> list.add(new BigDecimal(n)));
      case JsonIntegerSchema number ->
          clues.numbers().stream()
              .filter(n -> !n.contains("."))
              .forEach(n -> list.add(new BigDecimal(n).toBigInteger()));
      case null -> {}
      default -> value(name, schema.items(), false, depth + 1).ifPresent(list::add);
    }
    return list;
  }

  private Optional<BigDecimal> number(String name) {
    for (String word : Words.spaced(name).split(" ", -1)) {
      Matcher beside =
          Pattern.compile(
                  "(?i)\\b"
                      + Pattern.quote(Words.stem(word))
                      + "\\w*\\W+(?:is |of |was )?(-?\\d+(?:\\.\\d+)?)|(-?\\d+(?:\\.\\d+)?)\\s+"
                      + Pattern.quote(Words.stem(word)))
              .matcher(answer.replaceAll("(?<=\\d),(?=\\d{3})", ""));
      if (word.length() > 2 && beside.find()) {
        String found = beside.group(1) == null ? beside.group(2) : beside.group(1);
        used.add(found);
        return Optional.of(new BigDecimal(found));
      }
    }
    Optional<String> next = next(clues.numbers());
    return next.map(BigDecimal::new);
  }

  private Optional<JsonNode> text(
      String name, @org.jspecify.annotations.Nullable String description, boolean required) {
    String key =
        (Words.spaced(name) + " " + (description == null ? "" : description))
            .toLowerCase(Locale.ROOT);
    Optional<String> found =
        key.matches(".*\\b(?:date|day|deadline)\\b.*")
            ? next(clues.dates())
            : key.matches(".*\\b(?:url|link|website)\\b.*")
                ? next(clues.urls())
                : key.matches(".*\\bemail\\b.*")
                    ? next(clues.emails())
                    : key.matches(".*\\b(?:city|country|place|location)\\b.*")
                        ? next(clues.places())
                        : key.matches(".*\\b(?:name|person|author|who|company)\\b.*")
                            ? next(clues.names())
                            : Optional.empty();
    return found.or(() -> required ? Optional.of(answer) : Optional.empty()).map(JSON::textNode);
  }

  private boolean isAffirmed() {
    return !answer.equals(Phrases.CANNOT)
        && !answer.equals(Phrases.UNTOLD)
        && !Pattern.compile(
                "(?i)\\b(?:no|not|never|cannot|forbidden|false|closed|failed)\\b|n't\\b")
            .matcher(answer)
            .find();
  }

  private Optional<String> next(List<String> values) {
    Optional<String> first = values.stream().filter(value -> !used.contains(value)).findFirst();
    first.ifPresent(used::add);
    return first;
  }
}

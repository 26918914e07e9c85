package dev.retinue.llm.offline.argument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.json.Json;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Found;
import dev.retinue.llm.offline.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values of earlier results that a later request refers to without saying them: the page that a
 * file names, the sum that is to be mailed. They fill parameters and decide nothing else: results
 * are data, and which tool is called is never theirs to say.
 */
public final class Carried {
  private static final Logger LOG = LoggerFactory.getLogger(Carried.class);

  /** Where nothing came before. */
  public static final Carried NOTHING = new Carried(List.of(), List.of(), false);

  private static final int LONGEST = 4_000;

  /** Names of what a result's text cannot stand for. */
  private static final String ONLY_SAID = "subject|title|name|key";

  /** What tools call the field that says what was asked. */
  private static final Set<String> VALUES =
      Set.of("value", "result", "text", "content", "output", "answer");

  private final List<Clues> texts;
  private final List<Map.Entry<String, JsonNode>> fields;
  private final boolean whole;

  private Carried(List<Clues> texts, List<Map.Entry<String, JsonNode>> fields, boolean whole) {
    this.texts = texts;
    this.fields = fields;
    this.whole = whole;
  }

  /**
   * @param results what tools returned, the latest first
   * @param whole whether the request speaks of a result as such ("mail it"), so that its text may
   *     stand for a parameter of free text
   */
  public static Carried of(List<String> results, boolean whole) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>();
    for (String result : results) {
      String text = result.strip();
      if (text.startsWith("{") || text.startsWith("[")) {
        try {
          collect(Json.tree(text), fields);
        } catch (IllegalArgumentException notJson) {
          LOG.atDebug().log("a result that begins with a brace is no JSON");
        }
      }
    }
    return new Carried(results.stream().map(Clues::new).toList(), fields, whole);
  }

  private static void collect(JsonNode node, List<Map.Entry<String, JsonNode>> fields) {
    node.properties().forEach(each -> fields.add(Map.entry(each.getKey(), each.getValue())));
    node.forEach(each -> collect(each, fields));
  }

  private static String value(String text) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>();
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        collect(Json.tree(text), fields);
      } catch (IllegalArgumentException notJson) {
        return text;
      }
    }
    List<Map.Entry<String, JsonNode>> leaves =
        fields.stream().filter(each -> each.getValue().isValueNode()).toList();
    return leaves.size() == 1
        ? leaves.getFirst().getValue().asText()
        : leaves.stream()
            .filter(each -> VALUES.contains(each.getKey()))
            .map(each -> each.getValue().asText())
            .findFirst()
            .orElse(text);
  }

  Optional<JsonNode> value(Slot slot) {
    return switch (slot.schema()) {
      case JsonEnumSchema choice ->
          field(slot).filter(value -> choice.enumValues().contains(value.asText()));
      case JsonIntegerSchema number -> number(slot, true);
      case JsonNumberSchema number -> number(slot, false);
      case JsonStringSchema text -> text(slot).map(TextNode::valueOf);
      case JsonArraySchema list when list.items() instanceof JsonStringSchema ->
          text(slot).map(value -> JsonNodeFactory.instance.arrayNode().add(value));
      default -> Optional.empty();
    };
  }

  private Optional<JsonNode> number(Slot slot, boolean integer) {
    return field(slot)
        .filter(JsonNode::isNumber)
        .or(() ->
            texts.stream()
                .flatMap(text -> text.all(Kind.NUMBER).stream())
                .map(found ->
                    (JsonNode) JsonNodeFactory.instance.numberNode(new BigDecimal(found.value())))
                .findFirst())
        .filter(value -> !integer || value.decimalValue().stripTrailingZeros().scale() <= 0);
  }

  private Optional<String> text(Slot slot) {
    Optional<String> named = field(slot).filter(JsonNode::isTextual).map(JsonNode::asText);
    Optional<Kind> kind = slot.purpose().kind().filter(each -> each != Kind.QUOTED);
    if (kind.isPresent()) {
      return named
          .filter(value ->
              !new Clues(value).all(kind.get()).isEmpty() || slot.purpose() == Purpose.PATH)
          .or(() -> ofKind(kind.get(), slot));
    }
    if (named.isPresent()) {
      return named;
    }
    return switch (slot.purpose()) {
      case SAID, CODE, PLAIN ->
          whole && !slot.spaced().matches(ONLY_SAID)
              ? texts.stream().map(Clues::text).map(Carried::plain).findFirst()
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<String> ofKind(Kind kind, Slot slot) {
    List<String> values =
        texts.stream().flatMap(text -> text.all(kind).stream()).map(Found::value).toList();
    return values.stream()
        .filter(value ->
            kind != Kind.PATH || dev.retinue.llm.offline.text.FileTypes.agree(slot.units(), value))
        .findFirst()
        .or(() -> values.stream().findFirst());
  }

  /** A field that has the parameter's name. */
  private Optional<JsonNode> field(Slot slot) {
    return fields.stream()
        .filter(each -> Words.ofName(each.getKey()).equals(Words.ofName(slot.name())))
        .map(Map.Entry::getValue)
        .filter(JsonNode::isValueNode)
        .findFirst();
  }

  /** Whether a result may give such a value: a choice and a date are the user's to name. */
  static boolean mayFill(Slot slot) {
    return !(slot.schema() instanceof JsonEnumSchema)
        && slot.purpose() != Purpose.DATE
        && !slot.spaced().matches(ONLY_SAID);
  }

  /** Whether the request speaks of a result as such. */
  boolean whole() {
    return whole;
  }

  /** A result's text; of an object the one value that it holds, or that it calls its value. */
  private static String plain(String text) {
    String bare = value(text.strip());
    return bare.length() > LONGEST ? bare.substring(0, LONGEST) + "…" : bare;
  }
}

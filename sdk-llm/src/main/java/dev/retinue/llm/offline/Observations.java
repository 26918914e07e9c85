package dev.retinue.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.json.Json;
import dev.retinue.llm.offline.Quotation.Quote;
import dev.retinue.llm.offline.Quotation.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what tools returned, failures included. */
final class Observations {
  private static final int LONG = 1200;

  private final Quotation quotation;

  Observations(Quotation quotation) {
    this.quotation = quotation;
  }

  String told(String question, List<ToolExecutionResultMessage> results) {
    return results.stream()
        .map(result -> told(question, result.toolName(), result.text()))
        .collect(Collectors.joining("\n"));
  }

  private String told(String question, String tool, String result) {
    String text = result.strip();
    if (text.startsWith("DENIED")) {
      return "I was not allowed to use " + tool + ": " + reason(text, "DENIED");
    }
    if (text.startsWith("ERROR ")) {
      return "I could not do that: " + tool + " failed with " + reason(text, "ERROR");
    }
    if (text.isEmpty()) {
      return "The tool " + tool + " is done; it returned nothing.";
    }
    Optional<String> answer = answer(question, tool, text);
    if (answer.isPresent()) {
      return answer.get();
    }
    String said = plain(text);
    if (said.length() > LONG) {
      List<Quote> quotes =
          quotation.best(withoutSources(question), List.of(new Source(0, tool, said)));
      return quotes.isEmpty()
          ? "The tool " + tool + " returned:\n" + said.substring(0, LONG) + "…"
          : "The tool "
              + tool
              + " returned, among more: "
              + quotes.stream().map(Quote::sentence).collect(Collectors.joining(" "));
    }
    String stop = said.matches("(?s).*[.!?…]") ? "" : ".";
    return said.contains("\n")
        ? "The tool " + tool + " returned:\n" + said
        : "The tool " + tool + " returned: " + said + stop;
  }

  /**
   * A result that holds the answer beside details, as a person would say it: a value after the
   * arithmetic asked for, a time in words.
   */
  private static Optional<String> answer(String question, String tool, String text) {
    Optional<JsonNode> json = json(text).filter(JsonNode::isObject);
    Optional<String> value = json.flatMap(each -> field(each, "value"));
    if (value.isPresent()) {
      String unit = json.flatMap(each -> field(each, "unit")).map(each -> " " + each).orElse("");
      String is = json.get().path("exact").asBoolean(true) ? " is " : " is about ";
      return Optional.of(
          Expression.in(question)
              .map(asked -> asked + is + value.get() + unit + ".")
              .orElse(value.get() + unit + " (" + tool + ")"));
    }
    return json.flatMap(each ->
            field(each, "text")
                .or(() -> field(each, "explain"))
                .filter(said -> each.has("iso") && !said.contains("\n"))
                .or(() -> field(each, "iso")))
        .map(said -> said + " (" + tool + ")");
  }

  private static Optional<String> field(JsonNode json, String name) {
    return Optional.of(json.path(name))
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asText)
        .filter(value -> !value.isBlank() && !value.equals("null"));
  }

  private static Optional<JsonNode> json(String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.tree(text));
    } catch (IllegalArgumentException notJson) {
      return Optional.empty();
    }
  }

  /** The question without the file or page that the result came from: it names itself nowhere. */
  private static String withoutSources(String question) {
    var clues = new Clues(question);
    String rest = question;
    for (String each : clues.urls()) {
      rest = rest.replace(each, " ");
    }
    for (String each : clues.paths()) {
      rest = rest.replace(each, " ");
    }
    return rest;
  }

  private static String reason(String text, String word) {
    String reason = text.substring(word.length()).replaceFirst("^[:\\s]+", "");
    return reason.isEmpty() ? "no reason was given." : reason;
  }

  /** JSON as a person would write it down, one property after another; other text as it is. */
  private static String plain(String text) {
    return json(text).map(Observations::plain).orElse(text);
  }

  private static String plain(JsonNode json) {
    if (json.isObject()) {
      if (json.size() == 1) {
        return plain(json.elements().next());
      }
      List<String> parts = new ArrayList<>();
      json.properties().forEach(each -> parts.add(each.getKey() + ": " + plain(each.getValue())));
      return String.join(", ", parts);
    }
    if (json.isArray()) {
      List<String> parts = new ArrayList<>();
      json.forEach(each -> parts.add(plain(each)));
      return parts.isEmpty() ? "none" : String.join("; ", parts);
    }
    return json.asText();
  }
}

package dev.retinue.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.json.Json;
import dev.retinue.llm.offline.Quotation.Quote;
import dev.retinue.llm.offline.Quotation.Source;
import java.util.ArrayList;
import java.util.List;
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
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return text;
    }
    try {
      return plain(Json.tree(text));
    } catch (IllegalArgumentException notJson) {
      return text;
    }
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

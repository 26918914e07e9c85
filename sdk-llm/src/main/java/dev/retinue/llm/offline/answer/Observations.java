package dev.retinue.llm.offline.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.json.Json;
import dev.retinue.llm.offline.answer.Quotation.Quote;
import dev.retinue.llm.offline.answer.Quotation.Source;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Expression;
import dev.retinue.llm.offline.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what tools returned, failures included. */
public final class Observations {
  private static final int LONG = 1200;

  /** So many sentences are a text to look in, fewer are an answer. */
  private static final int PROSE = 4;

  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)(?:^|\\b(?:tell me|find out|let me know|say)\\s+)(?:who|whom|whose|when|where|why|how|which|what(?!(?:'s| is| does)? (?:written |stands )?(?:in|inside|on)\\b|\\s+does\\s+\\S+\\s+says?\\s*\\?))\\b");

  private final Quotation quotation;

  public Observations(Quotation quotation) {
    this.quotation = quotation;
  }

  /**
   * What the results say to the question; quotations are marked with the number of their result.
   *
   * @param marked how many marks are taken by passages, so that no mark means two things
   */
  public String told(String question, List<ToolExecutionResultMessage> results, int marked) {
    List<String> told = new ArrayList<>();
    List<String> cited = new ArrayList<>();
    for (ToolExecutionResultMessage result : results) {
      int mark = marked + cited.size() + 1;
      Told each =
          told(question, result.toolName(), result.text().strip(), results.size() > 1, mark);
      told.add(each.text());
      if (each.quotes()) {
        cited.add("[" + mark + "] " + result.toolName());
      }
    }
    String text = String.join("\n", told);
    return cited.isEmpty() ? text : text + "\n\n" + String.join("\n", cited);
  }

  /**
   * @param quotes whether it holds quotations with the mark of the result
   */
  private record Told(String text, boolean quotes) {}

  private Told told(String question, String tool, String text, boolean several, int mark) {
    if (text.startsWith("DENIED")) {
      return new Told("I was not allowed to use " + tool + ": " + reason(text, "DENIED"), false);
    }
    if (text.startsWith("ERROR ")) {
      return new Told(
          "I could not do that: " + tool + " failed with " + reason(text, "ERROR"), false);
    }
    if (text.isEmpty()) {
      return new Told("The tool " + tool + " is done; it returned nothing.", false);
    }
    Optional<String> answer = several ? Optional.empty() : answer(question, tool, text);
    if (answer.isPresent()) {
      return new Told(answer.get(), false);
    }
    String said = plain(text);
    boolean prose = json(text).isEmpty() && Sentences.of(said).size() >= PROSE;
    if (said.length() > LONG || (prose && ASKS.matcher(question).find())) {
      return quoted(question, tool, said, mark);
    }
    String stop = said.matches("(?s).*[.!?…]") ? "" : ".";
    return new Told(
        said.contains("\n")
            ? "The tool " + tool + " returned:\n" + said
            : "The tool " + tool + " returned: " + said + stop,
        false);
  }

  /** The sentences that answer, marked; where none does, that is what is said. */
  private Told quoted(String question, String tool, String said, int mark) {
    List<Quote> quotes =
        quotation.best(withoutSources(question), List.of(new Source(0, tool, said)));
    if (!quotes.isEmpty()) {
      return new Told(
          quotes.stream()
              .map(quote -> quote.sentence() + " [" + mark + "]")
              .collect(Collectors.joining(" ")),
          true);
    }
    return new Told(
        ASKS.matcher(question).find()
            ? "Nothing in what " + tool + " returned answers that."
            : "The tool "
                + tool
                + " returned:\n"
                + said.substring(0, Math.min(LONG, said.length()))
                + "…",
        false);
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

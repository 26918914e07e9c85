package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses the tool that a question is for, among those whose required arguments it can fill. */
final class Routing {
  /**
   * Shares of a tool's score; tuned, with the threshold, on the first half of the test's examples.
   */
  private static final double BY_WORDS = 0.5;

  private static final double BY_MEANING = 0.5;
  private static final double FOR_ORDER = 0.2;
  private static final double CERTAIN = 1.5;

  private final Meaning meaning;

  Routing(Meaning meaning) {
    this.meaning = meaning;
  }

  /**
   * @param name the tool
   * @param arguments as JSON
   * @param score from 0; the tool is fit from {@link #FIT}
   * @param searches whether it answers any question there is, so that what is at hand goes first
   */
  record Route(String name, String arguments, double score, boolean searches) {
    static final double FIT = 0.42;

    boolean isFit() {
      return score >= FIT;
    }

    /** Whether the question has the very form that the tool is for. */
    boolean isCertain() {
      return score >= CERTAIN;
    }
  }

  Optional<Route> best(String question, List<ToolSpecification> tools) {
    if (tools.isEmpty()) {
      return Optional.empty();
    }
    List<Tool> known = tools.stream().map(Tool::of).toList();
    var weights = new Words.Weights(known.stream().map(Tool::words).toList());
    Set<String> asked = Words.content(new Clues(question).withoutValues());
    Optional<double[]> near =
        meaning.nearness(question, known.stream().map(Tool::summary).toList());
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      Tool tool = known.get(i);
      double words = overlap(asked, tool, weights);
      double score = near.isPresent() ? BY_WORDS * words + BY_MEANING * near.get()[i] : words;
      new Arguments(question)
          .fill(tool.parameters())
          .map(filled -> route(question, tool, filled, asked, score))
          .ifPresent(routes::add);
    }
    return routes.stream().max(Comparator.comparingDouble(Route::score));
  }

  private static Route route(
      String question, Tool tool, Arguments.Filled filled, Set<String> asked, double meant) {
    var utterance = Utterance.of(question);
    double score = meant;
    boolean named = asked.stream().anyMatch(tool.name()::contains);
    if (named && (utterance.isOrder() || asked.size() <= 3)) {
      score += FOR_ORDER;
    }
    score += filled.evidence();
    boolean searches = tool.searches();
    if (searches) {
      score = utterance.asksTheWeb() ? score + 2 * FOR_ORDER : Math.min(score, 0.9 * Route.FIT);
    }
    return new Route(
        tool.specification().name(),
        filled.arguments().toString(),
        isCertain(utterance, tool, filled) ? CERTAIN + score : score,
        searches);
  }

  /** Forms of question that words and meanings do not tell well, and that leave no doubt. */
  private static boolean isCertain(Utterance utterance, Tool tool, Arguments.Filled filled) {
    Set<String> does = tool.does();
    boolean computes =
        tool.parameters().properties().keySet().stream().anyMatch(Expression::isWantedBy);
    if (computes && isEvident(filled)) {
      return true;
    }
    if (utterance.asksForTheTime() && !utterance.text().matches(".*\\d{4}-\\d{2}.*")) {
      return does.contains("time")
          || does.contains("dat")
          || does.contains("datetim")
          || does.contains("clock");
    }
    boolean files =
        does.contains("fil")
            || does.contains("folder")
            || does.contains("directori")
            || does.contains("dir");
    if (files && does.contains("list")) {
      return utterance.asksForFiles();
    }
    return files
        && does.contains("read")
        && isEvident(filled)
        && !utterance.asksForFiles()
        && utterance
            .text()
            .matches("(?i).*\\b(?:read|open|show|print|display|cat|contents?|says?|in|inside)\\b.*")
        && !utterance
            .text()
            .matches(
                "(?i).*\\b(?:write|save|delete|remove|append|rename|move|copy|list|translate|send)\\b.*");
  }

  private static boolean isEvident(Arguments.Filled filled) {
    return filled.evidence() >= Arguments.STRONG;
  }

  private static double overlap(Set<String> asked, Tool tool, Words.Weights weights) {
    double all = 0;
    double met = 0;
    for (String word : asked) {
      double weight = weights.of(word);
      // A word that no tool knows tells little about which tool is meant, but it is a doubt.
      all += weights.knows(word) ? weight : 0.5 * weight;
      if (tool.name().contains(word)) {
        met += weight;
      } else if (tool.words().contains(word)) {
        met += 0.8 * weight;
      }
    }
    return all == 0 ? 0 : met / all;
  }

  /**
   * @param name the stems of the name
   * @param words the stems of name, description and parameters
   */
  private record Tool(ToolSpecification specification, Set<String> name, Set<String> words) {
    static Tool of(ToolSpecification specification) {
      Set<String> name = Words.ofName(specification.name());
      Set<String> words = new LinkedHashSet<>(name);
      words.addAll(Words.content(description(specification)));
      for (Map.Entry<String, JsonSchemaElement> each :
          parameters(specification).properties().entrySet()) {
        words.addAll(Words.ofName(each.getKey()));
        String about = each.getValue().description();
        words.addAll(Words.content(about == null ? "" : about));
      }
      return new Tool(specification, name, words);
    }

    JsonObjectSchema parameters() {
      return parameters(specification);
    }

    /** What is embedded: the name as words, and the description's first sentences. */
    String summary() {
      String about = description(specification);
      return Words.spaced(specification.name())
          + ": "
          + about.substring(0, Math.min(300, about.length()));
    }

    /** The stems of the name as words, "datetime" among them as one. */
    Set<String> does() {
      return name;
    }

    boolean searches() {
      return name.contains("search")
          && parameters().properties().entrySet().stream()
              .anyMatch(each ->
                  each.getValue() instanceof JsonStringSchema
                      && each.getKey().matches("(?i)query|question|q|text|keywords"));
    }

    private static String description(ToolSpecification specification) {
      String about = specification.description();
      return about == null ? "" : about;
    }

    private static JsonObjectSchema parameters(ToolSpecification specification) {
      JsonObjectSchema schema = specification.parameters();
      return schema == null ? JsonObjectSchema.builder().build() : schema;
    }
  }
}

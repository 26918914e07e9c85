package dev.retinue.llm.offline.routing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.retinue.llm.offline.argument.Parameters;
import dev.retinue.llm.offline.text.Words;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tool as the router sees it, told from its specification once.
 *
 * @param name stems of the name
 * @param about stems of the description
 * @param offers stems of the parameters, of what is said of them and of their fixed values
 * @param nameGroups what the name is about in the thesaurus's groups
 * @param aboutGroups the same of the description
 * @param summary what is embedded
 */
record Profile(
    ToolSpecification specification,
    Parameters parameters,
    Set<String> name,
    Set<String> about,
    Set<String> offers,
    Set<Integer> nameGroups,
    Set<Integer> aboutGroups,
    String summary) {
  private static final int LONGEST = 300;
  private static final Set<String> MAKING =
      Set.copyOf(
          Words.content(
              "creates writes changes puts publishes sends draws places fills converts composes draws makes turns"
                  + " generates saves deletes moves drafts lays resizes encrypts unpacks adds sets performs runs builds renders updates"));

  static Profile of(ToolSpecification specification) {
    String description = specification.description() == null ? "" : specification.description();
    Map<String, JsonSchemaElement> properties =
        specification.parameters() == null || specification.parameters().properties() == null
            ? Map.of()
            : specification.parameters().properties();
    Set<String> offers = new LinkedHashSet<>();
    StringBuilder choices = new StringBuilder();
    properties.forEach((key, schema) -> {
      offers.addAll(Words.ofName(key));
      String about = schema.description();
      offers.addAll(Words.content(about == null ? "" : about));
      List<String> values = values(schema);
      values.forEach(value -> offers.addAll(Words.ofName(value)));
      if (!values.isEmpty()) {
        choices.append(' ').append(String.join(", ", values).replace('_', ' ')).append('.');
      }
    });
    Set<String> name = new LinkedHashSet<>(Words.ofName(specification.name()));
    initials(specification.name()).ifPresent(name::add);
    Set<String> about = Words.content(description);
    String summary = Words.spaced(specification.name()) + ": " + description + choices;
    return new Profile(
        specification,
        Parameters.of(specification.parameters()),
        name,
        about,
        offers,
        Thesaurus.groups(name),
        Thesaurus.groups(about),
        summary.substring(0, Math.min(LONGEST, summary.length())));
  }

  /** "VaR" for value_at_risk. */
  private static Optional<String> initials(String name) {
    String[] words = Words.spaced(name).split(" ", -1);
    StringBuilder initials = new StringBuilder();
    for (String word : words) {
      initials.append(word.isEmpty() ? "" : word.charAt(0));
    }
    return words.length < 3 ? Optional.empty() : Optional.of(initials.toString());
  }

  private static List<String> values(JsonSchemaElement schema) {
    return switch (schema) {
      case JsonEnumSchema choice -> choice.enumValues();
      case JsonArraySchema list when list.items() instanceof JsonEnumSchema choice ->
          choice.enumValues();
      default -> List.of();
    };
  }

  /** Whether it answers any question there is, so that what is at hand goes first. */
  boolean searches() {
    return name.contains("search") && parameters.askAnything();
  }

  /** Whether it makes or changes something, told from the verb that its description begins with. */
  boolean makes() {
    String first = about.isEmpty() ? "" : about.iterator().next();
    return MAKING.contains(first) || name.contains("writ") || name.contains("send");
  }

  Set<String> words() {
    Set<String> words = new LinkedHashSet<>(name);
    words.addAll(about);
    words.addAll(offers);
    return words;
  }
}

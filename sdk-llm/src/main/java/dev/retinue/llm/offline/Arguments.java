package dev.retinue.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills a tool's parameters from a text, by their types, names and descriptions. Each value is used
 * once, so that "from 10 to 20" fills two parameters. Confined.
 */
final class Arguments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern ORDER =
      Pattern.compile(
          "(?i)^(?:please\\s+|can you\\s+|could you\\s+)*(?:search(?: the (?:web|internet))?(?: for)?|look up|google"
              + "|find(?: out)?(?: about)?|what do (?:you|we) know about)\\s+");
  private static final Map<String, String> SPOKEN =
      Map.of(
          "now",
              "now|current(?:ly)?|today(?:'s)?|what time is it|what day is it|what's the time|the time in|time is it",
          "convert", "convert|translate|in .+ time|what time is .+ in",
          "add",
              "add|plus|after|from now|from today|later|in \\d+ (?:days|weeks|months|hours|minutes)",
          "subtract", "subtract|minus|before|ago|earlier",
          "between", "between|until|since|how many days|how long (?:until|since)",
          "celsius", "celsius|°c|centigrade",
          "fahrenheit", "fahrenheit|°f",
          "high", "urgent|important|asap",
          "on", "turn on|switch on",
          "off", "turn off|switch off");

  /** What only a tool for it has a use for: an address, two currencies. */
  private static final double PECULIAR = 0.45;

  static final double STRONG = 0.3;
  private static final double WEAK = 0.15;

  private final String question;
  private final Clues clues;
  private final Set<String> used = new HashSet<>();
  private double evidence;

  Arguments(String question) {
    this.question = question;
    this.clues = new Clues(question);
  }

  /**
   * @param evidence how much the values speak for this tool, from 0: a path, an address or an
   *     expression is found where nothing else would do, a name or a date anywhere
   */
  record Filled(ObjectNode arguments, double evidence) {}

  /** The arguments, or nothing if a required parameter stays empty. */
  Optional<Filled> fill(JsonObjectSchema schema) {
    ObjectNode filled = JSON.objectNode();
    List<String> required = schema.required() == null ? List.of() : schema.required();
    for (var property : schema.properties().entrySet()) {
      boolean needed = required.contains(property.getKey());
      Optional<JsonNode> value = value(property.getKey(), property.getValue(), needed);
      if (value.isPresent()) {
        filled.set(property.getKey(), value.get());
      } else if (needed) {
        return Optional.empty();
      }
    }
    return Optional.of(new Filled(filled, evidence));
  }

  private Optional<JsonNode> value(String name, JsonSchemaElement schema, boolean needed) {
    return switch (schema) {
      case JsonEnumSchema choice -> evident(choice(choice.enumValues()), WEAK).map(JSON::textNode);
      case JsonIntegerSchema whole ->
          number(name, needed, true)
              .map(value -> JSON.numberNode(new BigDecimal(value).toBigInteger()));
      case JsonNumberSchema any ->
          number(name, needed, false).map(value -> DecimalNode.valueOf(new BigDecimal(value)));
      case JsonBooleanSchema flag -> flag(name, needed);
      case JsonStringSchema text -> text(name, text.description(), needed).map(JSON::textNode);
      case JsonArraySchema list -> list(name, list, needed);
      case JsonObjectSchema nested ->
          new Arguments(question)
              .fill(nested)
              .map(Filled::arguments)
              .filter(arguments -> needed || !arguments.isEmpty())
              .map(arguments -> (JsonNode) arguments);
      default -> Optional.empty();
    };
  }

  private Optional<JsonNode> list(String name, JsonArraySchema list, boolean needed) {
    ArrayNode values = JSON.arrayNode();
    JsonSchemaElement items = list.items() == null ? new JsonStringSchema() : list.items();
    for (Optional<JsonNode> next = value(name, items, true);
        next.isPresent() && values.size() < 20;
        next = value(name, items, true)) {
      values.add(next.get());
      if (!(items instanceof JsonNumberSchema || items instanceof JsonIntegerSchema)
          && clues.quoted().size() < 2) {
        break; // free text would be found again and again
      }
    }
    return values.isEmpty() || !needed ? Optional.empty() : Optional.of(values);
  }

  Optional<String> choice(List<String> values) {
    String lower = question.toLowerCase(Locale.ROOT);
    Set<String> stems = new HashSet<>();
    Words.plain(question).forEach(word -> stems.add(Words.stem(word)));
    for (String value : values) {
      if (stems.containsAll(Words.plain(Words.spaced(value)).stream().map(Words::stem).toList())) {
        return Optional.of(value);
      }
    }
    return values.stream()
        .filter(value -> {
          String said = SPOKEN.get(value.toLowerCase(Locale.ROOT));
          return said != null
              && Pattern.compile("(?<![\\p{L}])(?:" + said + ")").matcher(lower).find();
        })
        .findFirst();
  }

  /** The number beside the parameter's name, else the next one if the parameter is required. */
  private Optional<String> number(String name, boolean needed, boolean whole) {
    for (String word : Words.spaced(name).split(" ", -1)) {
      if (word.length() > 2) {
        Matcher beside =
            Pattern.compile(
                    "(?i)\\b"
                        + Pattern.quote(Words.stem(word))
                        + "\\w*\\s+(?:is |of |to |= ?)?(-?\\d+(?:\\.\\d+)?)|(-?\\d+(?:\\.\\d+)?)\\s+"
                        + Pattern.quote(Words.stem(word)))
                .matcher(question);
        if (beside.find()) {
          String found = beside.group(1) == null ? beside.group(2) : beside.group(1);
          if (!whole || !found.contains(".")) {
            used.add(found);
            return Optional.of(found);
          }
        }
      }
    }
    return needed
        ? next(clues.numbers().stream().filter(n -> !whole || !n.contains(".")).toList())
        : Optional.empty();
  }

  private Optional<JsonNode> flag(String name, boolean needed) {
    boolean named =
        Words.content(question).containsAll(Words.ofName(name)) && !Words.ofName(name).isEmpty();
    boolean denied =
        Pattern.compile("(?i)\\b(?:not|no|without|don't)\\b|\\boff\\b").matcher(question).find();
    if (!named && !needed) {
      return Optional.empty();
    }
    return Optional.of(JSON.booleanNode(!denied));
  }

  private Optional<String> text(
      String name, @org.jspecify.annotations.Nullable String description, boolean needed) {
    String key = Words.spaced(name);
    String about = description == null ? "" : description.toLowerCase(Locale.ROOT);
    if (Expression.isWantedBy(name)) {
      return evident(Expression.in(question));
    }
    if (key.matches(".*\\b(?:url|uri|link|website|webpage)\\b.*")) {
      return evident(next(clues.urls()), PECULIAR);
    }
    if (key.matches(".*\\b(?:email|recipient|recipients|cc|bcc)\\b.*")
        || about.contains("email address")
        || about.contains("e-mail address")
        || about.contains("recipient")) {
      return evident(next(clues.emails()))
          .or(() -> needed ? next(clues.names()) : Optional.empty());
    }
    if (key.matches(".*\\b(?:glob|pattern)\\b.*") && !needed) {
      return next(clues.globs());
    }
    if (key.matches(".*\\b(?:path|file|filename|document|folder|directory|dir|attachment)\\b.*")) {
      return evident(next(clues.paths()));
    }
    if (key.matches(".*\\b(?:zone|timezone|tz)\\b.*") || about.contains("time zone")) {
      return next(clues.zones());
    }
    if (key.contains("currency") || about.contains("currency")) {
      return evident(next(clues.currencies()), PECULIAR);
    }
    if (key.matches(".*\\b(?:date|day|datetime|start|end|since|until|deadline|when)\\b.*")
        || about.matches(".*\\b(?:date|iso-8601)\\b.*")) {
      return evident(next(clues.dates()), WEAK).or(() -> relativeDay(key, needed));
    }
    if (key.contains("language") || about.contains("language")) {
      return evident(next(clues.languages()));
    }
    if (key.matches(".*\\b(?:symbol|ticker)\\b.*")) {
      return evident(next(clues.symbols()))
          .or(() -> needed ? next(clues.names()) : Optional.empty());
    }
    if (key.matches(
        ".*\\b(?:city|location|place|country|town|destination|origin|from|to|address)\\b.*")) {
      return evident(next(clues.places()), WEAK);
    }
    if (!needed) {
      return Optional.empty();
    }
    if (key.matches(
        ".*\\b(?:query|question|q|search|prompt|input|keywords|topic|task|request)\\b.*")) {
      return Optional.of(ORDER.matcher(question).replaceFirst("").replaceAll("[?.!\\s]+$", ""));
    }
    if (key.matches(
        ".*\\b(?:text|message|body|content|note|title|subject|description|reminder)\\b.*")) {
      return next(clues.quoted()).or(this::saidAfterwards).or(() -> Optional.of(question));
    }
    return next(clues.quoted()).or(() -> next(clues.names())).or(this::lastWord);
  }

  /** "translate ... : text", "remind me to ...", "saying ...". */
  private Optional<String> saidAfterwards() {
    Matcher m =
        Pattern.compile(
                "(?i)(?::\\s+|\\bsaying(?: that)?\\s+|\\bthat says\\s+|\\bremind me to\\s+|\\bnote that\\s+)(.+)$")
            .matcher(question);
    return m.find() ? Optional.of(m.group(1).replaceAll("[.?!]+$", "")) : Optional.empty();
  }

  private Optional<String> relativeDay(String key, boolean needed) {
    Matcher m =
        Pattern.compile(
                "(?i)\\b(?:today|tomorrow|yesterday|(?:next |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\\b")
            .matcher(question);
    return m.find() && !key.isEmpty() && needed
        ? Optional.of(m.group().replaceFirst("(?i)^on ", ""))
        : Optional.empty();
  }

  /** What "define serendipity" is about. */
  private Optional<String> lastWord() {
    List<String> words = List.copyOf(Words.plain(question));
    return words.size() < 2 || words.size() > 8 ? Optional.empty() : Optional.of(words.getLast());
  }

  private Optional<String> evident(Optional<String> value) {
    return evident(value, STRONG);
  }

  private Optional<String> evident(Optional<String> value, double worth) {
    evidence = value.isPresent() ? Math.max(evidence, worth) : evidence;
    return value;
  }

  private Optional<String> next(List<String> values) {
    Optional<String> first = values.stream().filter(value -> !used.contains(value)).findFirst();
    first.ifPresent(used::add);
    return first;
  }
}

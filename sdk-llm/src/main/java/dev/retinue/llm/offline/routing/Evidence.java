package dev.retinue.llm.offline.routing;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.retinue.llm.offline.argument.Arguments;
import dev.retinue.llm.offline.argument.Filled;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.FileTypes;
import dev.retinue.llm.offline.text.Utterance;
import dev.retinue.llm.offline.text.Words;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What speaks for each tool, and for none of them, as numbers around 0 to 1: the words a request
 * shares with a tool's fields, how near they are in meaning, and how well what the tool needs can
 * be filled from the text. Confined to one request.
 */
final class Evidence {
  /** Names of a tool's features, in order. */
  static final List<String> OF_TOOL =
      List.of(
          "name",
          "about",
          "offers",
          "alike_name",
          "alike_about",
          "named",
          "lead",
          "words",
          "near",
          "near_spread",
          "near_first",
          "filled",
          "complete",
          "values",
          "unused",
          "type",
          "other_type",
          "form",
          "searches",
          "asked_web",
          "choices",
          "asks_making",
          "orders_making",
          "names_nothing",
          "type_met",
          "type_spoken",
          "type_unmet",
          "lead_unmet",
          "left",
          "type_unasked");

  /** Names of the features that speak for no tool, in order. */
  static final List<String> OF_NONE =
      List.of(
          "none",
          "statement",
          "greeting",
          "speaker",
          "wonder",
          "order",
          "value",
          "short",
          "near_best",
          "words_best",
          "lead_unknown");

  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)^(?:and |so |please |can you |could you )*(?:what|which|who|when|where|how|is|are|was|were|do|does|did|has|have|am|may|tell|show|read|print|list|open|look)\\b");

  private final ToolSet tools;
  private final boolean waits;
  private final Set<String> met;
  private final Utterance utterance;
  private final Clues clues;
  private final Set<String> asked;
  private final String lead;
  private final double[][] ofTools;
  private final double[] ofNone;
  private final Filled[] filled;
  private final boolean byMeaning;

  /**
   * @param before the types of file that the steps before name; when there are such steps, lacking
   *     what a result can give says nothing
   */
  Evidence(Clues clues, ToolSet tools, Optional<Set<String>> before, Optional<double[]> near) {
    this.tools = tools;
    this.waits = before.isPresent();
    this.met = before.orElse(Set.of());
    this.clues = clues;
    this.utterance = Utterance.of(clues.text());
    this.asked = asked(clues, tools.weights());
    this.lead = lead(clues.text());
    List<Profile> profiles = tools.profiles();
    ofTools = new double[profiles.size()][];
    filled = new Filled[profiles.size()];
    Arguments arguments = new Arguments(clues);
    byMeaning = near.isPresent();
    double[] nearness = near.orElseGet(() -> new double[profiles.size()]);
    Spread spread = Spread.of(nearness);
    double words = 0;
    for (int i = 0; i < profiles.size(); i++) {
      filled[i] = arguments.fill(profiles.get(i).parameters());
      ofTools[i] = ofTool(profiles.get(i), filled[i], nearness[i], spread);
      words = Math.max(words, ofTools[i][OF_TOOL.indexOf("words")]);
    }
    int leads = OF_TOOL.indexOf("lead");
    boolean led = Arrays.stream(ofTools).anyMatch(each -> each[leads] > 0);
    ofNone = ofNone(spread.most(), words, led);
  }

  /** How the nearness of all tools lies. */
  private record Spread(double mean, double deviation, double most) {
    static Spread of(double[] values) {
      double sum = 0;
      double squares = 0;
      double most = 0;
      for (double each : values) {
        sum += each;
        squares += each * each;
        most = Math.max(most, each);
      }
      double mean = sum / Math.max(1, values.length);
      double deviation = Math.sqrt(Math.max(0, squares / Math.max(1, values.length) - mean * mean));
      return new Spread(mean, Math.max(deviation, 0.05), most);
    }
  }

  /** Whether meanings were compared, and not words alone. */
  boolean byMeaning() {
    return byMeaning;
  }

  double[] ofTool(int index) {
    return ofTools[index];
  }

  double[][] ofTools() {
    return ofTools;
  }

  double[] ofNone() {
    return ofNone;
  }

  Filled filled(int index) {
    return filled[index];
  }

  boolean isCertain(int index) {
    return ofTools[index][OF_TOOL.indexOf("form")] > 0;
  }

  /** The request's words without its values, and what the values are. */
  private static Set<String> asked(Clues clues, Words.Weights weights) {
    Set<String> asked = new LinkedHashSet<>(Words.content(clues.withoutValues()));
    // A name is a value, unless it is one that tools go by: "RSI", "Python".
    for (String name : clues.names()) {
      for (String word : Words.content(name)) {
        if (weights.knows(word) || !Thesaurus.groups(word).isEmpty()) {
          asked.add(word);
        }
      }
    }
    for (String path : clues.paths()) {
      asked.addAll(FileTypes.words(path));
    }
    clues.urls().forEach(url -> asked.addAll(FileTypes.wordsOfAddress(url)));
    return asked;
  }

  /** The stem of the verb that an order begins with. */
  private static String lead(String text) {
    String bare =
        text.replaceFirst(
            "(?i)^(?:please,?\\s+|(?:can|could|would|will) you\\s+(?:please\\s+)?|i(?:'d| would)?(?: like| want| need)(?: you)? to\\s+|now\\s+|then\\s+|and\\s+|let's\\s+|go ahead and\\s+)*",
            "");
    List<String> words = Words.plain(bare);
    return words.isEmpty() ? "" : Words.common(words.getFirst());
  }

  private double[] ofTool(Profile tool, Filled fill, double near, Spread spread) {
    Words.Weights weights = tools.weights();
    double all = 0;
    double name = 0;
    double about = 0;
    double offers = 0;
    double alikeName = 0;
    double alikeAbout = 0;
    double sum = 0;
    Set<String> metOfName = new HashSet<>();
    for (String word : asked) {
      double weight = weights.of(word);
      all += weights.knows(word) || !Thesaurus.groups(word).isEmpty() ? weight : 0.5 * weight;
      if (tool.name().contains(word)) {
        name += weight;
        sum += weight;
        metOfName.add(word);
      }
      if (tool.about().contains(word)) {
        about += weight;
        sum += tool.name().contains(word) ? 0 : weight;
      } else if (tool.offers().contains(word)) {
        offers += weight;
        sum += 0.7 * weight;
      }
      boolean direct = tool.name().contains(word) || tool.about().contains(word);
      if (!direct) {
        double alike = meets(word, tool.nameGroups());
        alikeName += alike;
        alikeAbout += alike > 0 ? 0 : meets(word, tool.aboutGroups());
      }
    }
    double total = Math.max(all, 1);
    Filled.Fit fit = fill.fit();
    int open = waits ? fill.pending() : fill.missing().size();
    boolean web = utterance.asksTheWeb();
    boolean asks = ASKS.matcher(clues.text()).find();
    double leads = leads(tool);
    return new double[] {
      name / total,
      about / total,
      offers / total,
      alikeName / total,
      alikeAbout / total,
      named(tool, metOfName),
      leads,
      Math.min(2, 0.4 * sum / weights.most()),
      near,
      Math.clamp((near - spread.mean()) / spread.deviation() / 3, -1, 1.5),
      near - spread.most(),
      fill.required() == 0 ? 0.5 : 1 - (double) open / fill.required(),
      open == 0 ? 1 : 0,
      fill.evidence(),
      Math.min(2, unused(fill)),
      isOfItsType(tool) || met.stream().anyMatch(fields(tool)::contains) ? 1 : 0,
      (!clues.paths().isEmpty()
                  && clues.paths().stream()
                      .allMatch(path -> FileTypes.contradict(fields(tool), path)))
              || (!met.isEmpty()
                  && !FileTypes.named(fields(tool)).isEmpty()
                  && met.stream().noneMatch(fields(tool)::contains))
          ? 1
          : 0,
      Forms.fits(utterance, clues, tool, fill, tools) ? 1 : 0,
      tool.searches() && !web ? 1 : 0,
      tool.searches() && web ? 1 : 0,
      Math.min(1, choices(tool, fill) / 2.0),
      asks && tool.makes() ? 1 : 0,
      !asks && tool.makes() ? 1 : 0,
      name + about + offers == 0 ? 1 : 0,
      fit.wanted() == 0 ? 0 : waits ? 1 : (double) fit.met() / fit.wanted(),
      Math.min(1, fit.spoken()),
      waits ? 0 : Math.min(2, fit.wanted() - fit.met() - fit.spoken()),
      utterance.isOrder() && leads == 0 ? 1 : 0,
      Math.min(3, Math.max(0, values() - fill.taken())) / 3.0,
      isOfAnotherSubject(tool) ? 1 : 0
    };
  }

  /** Whether a file or an address in the text is of the very type that the tool is for. */
  private boolean isOfItsType(Profile tool) {
    return clues.paths().stream().anyMatch(path -> FileTypes.agree(fields(tool), path))
        || clues.urls().stream()
            .flatMap(url -> FileTypes.wordsOfAddress(url).stream())
            .anyMatch(tool.name()::contains);
  }

  /** Whether it goes by a type of file that nothing in the text speaks of. */
  private boolean isOfAnotherSubject(Profile tool) {
    Set<String> types = FileTypes.named(tool.name());
    return !types.isEmpty()
        && types.stream()
            .noneMatch(type ->
                asked.contains(type)
                    || met.contains(type)
                    || asked.stream().anyMatch(word -> meets(word, Thesaurus.groups(type)) > 0));
  }

  private static Set<String> fields(Profile tool) {
    Set<String> fields = new HashSet<>(tool.name());
    fields.addAll(tool.about());
    return fields;
  }

  /** The weight of the most telling group that a word and a tool have in common. */
  private double meets(String word, Set<Integer> groups) {
    double most = 0;
    for (Integer group : Thesaurus.groups(word)) {
      if (groups.contains(group)) {
        most = Math.max(most, tools.weight(group));
      }
    }
    return most;
  }

  /** The share of the tool's name that the request says, weighted, a like word for 0.6. */
  private double named(Profile tool, Set<String> met) {
    double all = 0;
    double said = 0;
    for (String word : tool.name()) {
      double weight = tools.weights().of(word);
      all += weight;
      if (met.contains(word)) {
        said += weight;
      } else {
        Set<Integer> groups = Thesaurus.groups(word);
        said += asked.stream().anyMatch(each -> meets(each, groups) > 0) ? 0.6 * weight : 0;
      }
    }
    return all == 0 ? 0 : said / all;
  }

  private double leads(Profile tool) {
    if (lead.isEmpty()) {
      return 0;
    }
    if (tool.name().contains(lead) || tool.about().contains(lead)) {
      return 1;
    }
    return 0.2 * Math.max(meets(lead, tool.nameGroups()), 0.7 * meets(lead, tool.aboutGroups()));
  }

  /** Values in the text that this tool has no use for. */
  private double unused(Filled fill) {
    int values =
        clues.urls().size()
            + clues.emails().size()
            + Math.min(2, clues.paths().size())
            + clues.all(Kind.SQL).size()
            + clues.all(Kind.REFERENCE).size()
            + clues.all(Kind.SYMBOL).size() / 2;
    return Math.max(0, values - fill.typed());
  }

  /** How many values there are that a tool would have to take. */
  private int values() {
    return clues.urls().size()
        + clues.emails().size()
        + clues.paths().size()
        + clues.quoted().size()
        + clues.numbers().size()
        + clues.dates().size()
        + clues.all(Kind.REFERENCE).size();
  }

  private static long choices(Profile tool, Filled fill) {
    return tool.specification().parameters() == null
        ? 0
        : tool.specification().parameters().properties().entrySet().stream()
            .filter(each -> isChoice(each.getValue()) && fill.arguments().has(each.getKey()))
            .count();
  }

  private static boolean isChoice(JsonSchemaElement schema) {
    return schema instanceof JsonEnumSchema
        || (schema instanceof JsonArraySchema list && list.items() instanceof JsonEnumSchema);
  }

  private double[] ofNone(double near, double words, boolean led) {
    String text = utterance.text();
    boolean values =
        !clues.urls().isEmpty()
            || !clues.paths().isEmpty()
            || !clues.emails().isEmpty()
            || !clues.numbers().isEmpty()
            || !clues.dates().isEmpty()
            || !clues.quoted().isEmpty();
    boolean wonders =
        text.matches(
            "(?is)^(?:and |so )?(?:who|what|why|how|when|where|which|is|are|do|does|did|can|should|will|would|tell me|explain|recommend|give me)\\b.*");
    return new double[] {
      1,
      utterance.isStatement() ? 1 : 0,
      utterance.isGreeting() ? 1 : 0,
      utterance.isAboutSpeaker() ? 1 : 0,
      wonders && !values ? 1 : 0,
      utterance.isOrder() ? 1 : 0,
      values ? 1 : 0,
      asked.size() <= 2 ? 1 : 0,
      near,
      words,
      utterance.isOrder() && !led ? 1 : 0
    };
  }
}

package dev.retinue.llm.offline.routing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.llm.offline.argument.Carried;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.FileTypes;
import dev.retinue.llm.offline.text.Found;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a request into the calls that it asks for, one after another: "read a.txt and mail it to
 * Ada", or inside out, "fetch the page named in a.txt". Which tool each step calls is told from the
 * user's own words before anything is called, so that no result can add a step. Immutable;
 * thread-safe.
 */
public final class Steps {
  /** The most calls one request may lead to. */
  public static final int MOST = 3;

  private static final String VERB =
      "(?:add|analy[sz]e|append|archive|attach|backtest|blur|book|browse|buy|calculate|chart|check|click|combine|commit|compare|compose"
          + "|compress|compute|convert|copy|count|crawl|create|crop|decrypt|diff|download|draft|draw|e-?mail|encrypt|evaluate|execute"
          + "|export|extract|fetch|fill|find|forecast|forward|generate|get|give me|go to|grep|hash|list|load|look|make|measure|merge"
          + "|mail|navigate|notify|open|optimi[sz]e|pack|place|plot|post|predict|print|publish|put|query|queue|read"
          + "|redact|rename|render|resize|rotate|run|save|scan|schedule|screenshot|search|see|sell|send|share|show"
          + "|split|stamp|store|strip|summari[sz]e|take|tell me (?:how|whether|if)|toot|translate|turn|tweet|unpack|unzip"
          + "|upload|use|visit|work out|write|zip)";
  private static final Pattern NEXT =
      Pattern.compile(
          "(?i)(?:,?\\s+(?:and\\s+)?(?:then|afterwards|after that|finally),?\\s+|;\\s+|[.!?]\\s+(?:(?:then|after that|afterwards|next|finally),?\\s+)?(?="
              + VERB
              + "\\b)|,?\\s+and\\s+(?:also\\s+)?(?="
              + VERB
              + "\\b)|,\\s+(?="
              + VERB
              + "\\b))");
  private static final Pattern ORDERS =
      Pattern.compile(
          "(?i)^(?:please,?\\s+|(?:can|could|would) you\\s+(?:please\\s+)?)*" + VERB + "\\b");
  private static final Pattern SAVES =
      Pattern.compile("(?i)^(?:save|store|write|put|name|call)\\b");
  private static final Pattern REFERS =
      Pattern.compile(
          "(?i)\\b(?:it|its|them|that|this|these|those|there|result|results|output|answer|what (?:it|you)|summary|findings|contents?|text"
              + "|report|the (?:(?:top|first|second|last|latest|newest) )?(?:one|link|address|site|url|symbol|company|password|files?|page|post|picture|image|document|list|number|total|sum|value|figure|recording|chart|archive|message|entry|entries|price|date|time))\\b");
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?i)\\b(?:in|of|from|by|inside|at|on)\\s+(?:the\\s+)?(?:file\\s+|page\\s+)?$");
  private static final Pattern CONTENT =
      Pattern.compile(
          "(?i)\\b(?:the (?:whole |full )?(?:contents?|text|words|lines|body) (?:of|in|from)|what(?:ever)?(?:'s| is| stands?| it says)? (?:written )?(?:in|inside|on))\\s+(?:the\\s+)?(?:file\\s+|page\\s+)?$");
  private static final Pattern POINTS_BEFORE =
      Pattern.compile("(?i)\\s(?:that|which)\\s+(?:the\\s+)?(?:file\\s+)?$");
  private static final Pattern POINTS_AFTER =
      Pattern.compile(
          "(?i)^\\s+(?:points? to|names?|mentions?|contains?|holds?|refers to|links? to|gives?|says)\\b");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b(?:named|listed|given|mentioned|noted|(?:is|are|stands?)) (?:in|by|on|at) (?:the )?(?:file |page )?$");

  private final Router router;

  public Steps(Router router) {
    this.router = router;
  }

  /**
   * One call to come.
   *
   * @param text the part of the request that asks for it
   * @param tool its tool
   */
  public record Step(Clues text, ToolSpecification tool) {
    /** Whether it speaks of what came before. */
    boolean refers() {
      return REFERS.matcher(text.text()).find();
    }

    /** With what earlier results say where the text says nothing, the latest result first. */
    Carried carried(List<String> results) {
      return Carried.of(results, refers());
    }
  }

  /** The steps of a request, at least two, or none if it is not of several. */
  public List<Step> of(Clues request, Optional<LocalDate> today, List<ToolSpecification> tools) {
    if (tools.isEmpty()) {
      return List.of();
    }
    List<Step> inOrder = inOrder(request, today, tools);
    return inOrder.isEmpty() ? insideOut(request, today, tools) : inOrder;
  }

  /** What to call for a step, given what the steps before it returned, the latest first. */
  public Decision decide(Step step, List<String> results) {
    return router.decideOn(step.text(), step.tool(), step.carried(results));
  }

  private List<Step> inOrder(
      Clues request, Optional<LocalDate> today, List<ToolSpecification> tools) {
    List<Step> steps = new ArrayList<>();
    for (String part : cut(request)) {
      Clues clues = new Clues(part, today);
      Optional<ToolSpecification> tool = router.likeliest(clues, tools, context(clues, steps));
      if (tool.isEmpty()) {
        if (steps.isEmpty()) {
          return List.of();
        }
        continue; // "and tell me the total" belongs to the answer
      }
      if (!steps.isEmpty() && isMore(steps.getLast(), clues, tool.get())) {
        Step last = steps.removeLast();
        steps.add(new Step(new Clues(last.text().text() + ", " + part, today), last.tool()));
      } else {
        steps.add(new Step(clues, tool.get()));
      }
    }
    return steps.size() < 2 || steps.size() > MOST ? List.of() : steps;
  }

  /** Whether a part belongs to the step before it: where to save what that makes, or its values. */
  private boolean isMore(Step last, Clues part, ToolSpecification tool) {
    if (SAVES.matcher(part.text()).find()
        && !part.paths().isEmpty()
        && Profile.of(last.tool()).parameters().saves()) {
      return true;
    }
    return last.tool().name().equals(tool.name())
        && (!REFERS.matcher(part.text()).find() || !ORDERS.matcher(last.text().text()).find())
        && router.decideOn(part, tool, Carried.NOTHING) instanceof Decision.Lacking;
  }

  /** What files a step may speak of that the steps before it name or make; empty for the first. */
  private static Optional<Set<String>> context(Clues step, List<Step> before) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Set<String> types = new HashSet<>();
    if (step.paths().isEmpty() && REFERS.matcher(step.text()).find()) {
      Step last = before.getLast();
      last.text().paths().forEach(path -> types.addAll(FileTypes.words(path)));
      last.text().values(Kind.GLOB).forEach(glob -> types.addAll(FileTypes.words(glob)));
      Profile made = Profile.of(last.tool());
      if (!made.about().contains("return")) {
        types.addAll(FileTypes.named(made.about()));
      }
      if (types.contains("archiv")) {
        types.clear(); // what comes out of one is anything
      }
    }
    return Optional.of(types);
  }

  private static List<String> cut(Clues request) {
    String masked = request.masked('_', Kind.QUOTED, Kind.URL, Kind.PATH, Kind.EMAIL);
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (Matcher m = NEXT.matcher(masked); m.find(); ) {
      int colon = masked.indexOf(": ");
      if (colon >= 0 && colon < m.start()) {
        break; // what follows a colon is said, not asked for
      }
      if (m.start() > start && !request.text().substring(start, m.start()).isBlank()) {
        parts.add(request.text().substring(start, m.start()).strip());
        start = m.end();
      }
    }
    parts.add(request.text().substring(start).strip());
    parts.removeIf(String::isBlank);
    return parts;
  }

  /**
   * "Fetch the page named in a.txt": what is asked for without the source lacks something, and the
   * source can be read.
   */
  private List<Step> insideOut(
      Clues request, Optional<LocalDate> today, List<ToolSpecification> tools) {
    List<Found> sources = new ArrayList<>(request.all(Kind.PATH));
    sources.addAll(request.all(Kind.URL));
    for (Found source : sources) {
      String before = request.text().substring(0, source.start());
      Optional<String> rest = without(before, request.text().substring(source.end()));
      if (rest.isEmpty()) {
        continue;
      }
      boolean named =
          NAMED.matcher(before).find()
              || CONTENT.matcher(before).find()
              || !INSIDE.matcher(before).find();
      Clues outer = new Clues(rest.get(), today);
      Optional<ToolSpecification> asked = router.likeliest(outer, tools, Optional.of(Set.of()));
      if (asked.isEmpty()
          || (!named
              && (router.uses(request, asked.get(), source)
                  || router.takes(request, tools, source)))
          || !(router.decideOn(outer, asked.get(), Carried.NOTHING) instanceof Decision.Lacking)
          || (!named
              && router.decideOn(request, asked.get(), Carried.NOTHING) instanceof Decision.Call)) {
        continue;
      }
      boolean web = request.all(Kind.URL).contains(source);
      Clues inner =
          new Clues((web ? "Fetch the page " : "Read the file ") + quoted(request, source), today);
      Optional<ToolSpecification> reader = router.likeliest(inner, tools, Optional.empty());
      if (reader.isPresent() && !reader.equals(asked)) {
        return List.of(new Step(inner, reader.get()), new Step(outer, asked.get()));
      }
    }
    return List.of();
  }

  /** What a request says around its source, "it" in place of the content of the source. */
  private static Optional<String> without(String before, String after) {
    if (CONTENT.matcher(before).find()) {
      if (!ORDERS.matcher(before).find()) {
        return Optional.empty();
      }
      return Optional.of(CONTENT.matcher(before).replaceFirst("it") + after);
    }
    if (INSIDE.matcher(before).find()) {
      String bare = NAMED.matcher(before).replaceFirst("");
      return Optional.of(INSIDE.matcher(bare).replaceFirst("") + after);
    }
    return POINTS_BEFORE.matcher(before).find() && POINTS_AFTER.matcher(after).find()
        ? Optional.of(
            POINTS_BEFORE.matcher(before).replaceFirst("")
                + POINTS_AFTER.matcher(after).replaceFirst(""))
        : Optional.empty();
  }

  private static String quoted(Clues request, Found source) {
    return request.text().substring(source.start(), source.end());
  }
}

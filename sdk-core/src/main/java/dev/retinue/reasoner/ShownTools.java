package dev.retinue.reasoner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.definition.ShownToolLimits;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.SchemaCheck;
import dev.retinue.json.SchemaCheck.Checked;
import dev.retinue.model.PromptLength;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tools that a model is shown in the course of a run. When all of the agent's fit its limits,
 * all are; otherwise those chosen for the task, and {@code find_tool}, by which the model asks for
 * others. What it found is shown from the next step on, and what it called stays, even beyond the
 * limits; the rest gives way, what was preferred least first. A function of the agent's tools and
 * of recorded choices alone, so that a run that is replayed shows the same. Confined to one run.
 */
public final class ShownTools {
  /**
   * The tool by which a model asks for others, unless the agent has one of its own by this name.
   */
  public static final String FINDER = "find_tool";

  private static final int MOST_FOUND = 8;
  private static final int LONGEST_ABOUT = 300;

  private final List<ToolSpecification> whole;
  private final Map<String, ToolSpecification> all = new LinkedHashMap<>();
  private final ShownToolLimits limits;
  private final boolean choosing;
  private final Set<String> called = new LinkedHashSet<>();
  private List<String> found = List.of();
  private List<String> preferred = List.of();

  private ShownTools(List<ToolSpecification> tools, ShownToolLimits limits) {
    this.whole = List.copyOf(tools);
    tools.forEach(tool -> all.put(tool.name(), tool));
    this.limits = limits;
    this.choosing = !allFit(tools, limits);
  }

  /** The tools for a task, chosen if they do not all fit. */
  public static ShownTools of(Task task, Effects effects) {
    ShownToolLimits limits = task.agent().limits().shownTools();
    ShownTools shown = new ShownTools(task.tools(), limits);
    if (shown.choosing) {
      shown.preferred = shown.known(new Effect.SelectTools(task.input(), limits.most()), effects);
    }
    return shown;
  }

  /** Whether there is nothing to choose. */
  public static boolean allFit(List<ToolSpecification> tools, ShownToolLimits limits) {
    return tools.size() <= limits.most()
        && tools.stream().mapToLong(PromptLength::tokens).sum() <= limits.tokens();
  }

  /** What the model is shown in the next step, in the agent's order. */
  public List<ToolSpecification> specifications() {
    if (!choosing) {
      return whole;
    }
    Set<String> names = names();
    List<ToolSpecification> shown = new ArrayList<>();
    all.forEach((name, tool) -> {
      if (names.contains(name)) {
        shown.add(tool);
      }
    });
    if (isFinder(FINDER)) {
      shown.add(finder());
    }
    return shown;
  }

  private Set<String> names() {
    Shelf shelf = new Shelf(isFinder(FINDER) ? PromptLength.tokens(finder()) : 0);
    found.forEach(shelf::addIfItFits);
    called.forEach(shelf::add);
    preferred.forEach(shelf::addIfItFits);
    return shelf.names;
  }

  /** What is shown, as it fills. */
  private final class Shelf {
    private final Set<String> names = new LinkedHashSet<>();
    private long tokens;

    Shelf(long taken) {
      tokens = taken;
    }

    void add(String name) {
      if (names.add(name)) {
        tokens += tokens(name);
      }
    }

    /** The first always does: no tool at all would help nobody. */
    void addIfItFits(String name) {
      if (names.isEmpty()
          || (names.size() < limits.most() && tokens + tokens(name) <= limits.tokens())) {
        add(name);
      }
    }
  }

  private long tokens(String name) {
    return PromptLength.tokens(Objects.requireNonNull(all.get(name)));
  }

  /** The model called this tool: it stays. */
  public void called(String name) {
    if (all.containsKey(name)) {
      called.add(name);
    }
  }

  /** Whether a call of this name is for {@link #find}. */
  public boolean isFinder(String name) {
    return choosing && name.equals(FINDER) && !all.containsKey(FINDER);
  }

  /** Finds tools by what the model needs; they are shown from the next step on. */
  public ToolResult find(String arguments, Effects effects) {
    return switch (SchemaCheck.check(arguments, finder().parameters())) {
      case Checked.Wrong wrong ->
          new ToolResult.Failed(
              "MALFORMED_ARGUMENTS", "tool '" + FINDER + "': " + wrong.problems());
      case Checked.Fits(ObjectNode json) -> found(json.path("need").asText(), effects);
    };
  }

  private ToolResult found(String need, Effects effects) {
    int most = Math.min(MOST_FOUND, limits.most());
    List<String> others = known(new Effect.SelectTools(need, most, List.copyOf(names())), effects);
    if (others.isEmpty()) {
      return new ToolResult.Ok("There are no other tools: those that you see are all you have.");
    }
    Set<String> next = new LinkedHashSet<>(found);
    next.addAll(preferred);
    preferred = List.copyOf(next);
    found = others;
    Set<String> shown = names();
    StringBuilder text = new StringBuilder("From now on you see these too:");
    for (String name : others) {
      text.append("\n- ").append(name).append(": ");
      text.append(shown.contains(name) ? about(name) : "too long to be shown beside the others");
    }
    return new ToolResult.Ok(text.toString());
  }

  /** A selector of the host may say anything. */
  private List<String> known(Effect.SelectTools select, Effects effects) {
    return effects.perform(select).names().stream().filter(all::containsKey).toList();
  }

  private String about(String name) {
    ToolSpecification tool = all.get(name);
    String about = tool == null || tool.description() == null ? "" : tool.description();
    return about.length() <= LONGEST_ABOUT ? about : about.substring(0, LONGEST_ABOUT) + "…";
  }

  private ToolSpecification finder() {
    return ToolSpecification.builder()
        .name(FINDER)
        .description(
            "Finds others of your tools, by what they are needed for. You have "
                + all.size()
                + ", of which you see some. Use it when none of these does what is needed, before you"
                + " say that it cannot be done.")
        .parameters(
            JsonObjectSchema.builder()
                .addStringProperty(
                    "need", "What is to be done, in a few words: 'convert a document to PDF'")
                .required("need")
                .build())
        .build();
  }
}

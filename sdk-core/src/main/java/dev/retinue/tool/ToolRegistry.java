package dev.retinue.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a runtime, and those that it would have if something were there. A definition names
 * them by name or alias, by category ({@code web.*}), by toolkit ({@code toolkit:sdk-tools web}),
 * or all of them ({@code *}). Immutable.
 */
public final class ToolRegistry {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Set<AccessClass> LEAVING = Set.of(AccessClass.PUBLISH, AccessClass.SPEND);
  private static final String TOOLKIT = "toolkit:";
  private static final String CATEGORY = ".*";

  private final Map<String, Tool> available = new LinkedHashMap<>();
  private final Map<String, ToolEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  private ToolRegistry() {}

  /**
   * Gathers offers. A tool that is not made as it must be, or that lacks something that it
   * requires, is unavailable.
   *
   * @param offers by toolkit: a provider's name, or a word for the host
   * @param loader where optional libraries are looked for
   * @throws SetupException if two tools have one name
   */
  public static ToolRegistry of(Map<String, List<ToolOffer>> offers, ClassLoader loader) {
    ToolRegistry registry = new ToolRegistry();
    offers.forEach((toolkit, list) -> list.forEach(offer -> registry.add(toolkit, offer)));
    registry.drop(loader);
    registry.available.values().forEach(registry::addAliases);
    return registry;
  }

  private void add(String toolkit, ToolOffer offer) {
    ToolEntry entry;
    String name;
    switch (offer) {
      case ToolOffer.Available(Tool tool) -> {
        entry = checked(toolkit, tool);
        name = entry.name();
        if (entry.isAvailable()) {
          available.put(name, tool);
        }
      }
      case ToolOffer.Unavailable(String missing, String reason, ToolCard card) -> {
        name = missing;
        entry = new ToolEntry(missing, toolkit, "", card, null, reason);
      }
    }
    ToolEntry other = entries.putIfAbsent(name, entry);
    if (other != null) {
      throw new SetupException(
          name,
          "two tools are named '"
              + name
              + "', one of "
              + other.toolkit()
              + " and one of "
              + toolkit
              + "; rename or leave out one of them");
    }
  }

  /** Nothing is known of who wrote it: whatever goes wrong is this tool's problem alone. */
  private static ToolEntry checked(String toolkit, Tool tool) {
    String name = tool.getClass().getName();
    try {
      ToolSpecification specification = tool.specification();
      name = specification.name();
      String description = specification.description();
      ToolTraits traits = tool.traits();
      return new ToolEntry(
          name,
          toolkit,
          description == null ? "" : description,
          tool.card(),
          traits,
          mistake(specification, traits));
    } catch (RuntimeException | LinkageError e) {
      return new ToolEntry(
          name, toolkit, "", ToolCard.NONE, null, "the tool cannot say what it is: " + e);
    }
  }

  private static @Nullable String mistake(ToolSpecification specification, ToolTraits traits) {
    String description = specification.description();
    if (!NAME.matcher(specification.name()).matches()) {
      return "its name must be 1 to 64 letters, digits, _ and -, since providers take no other";
    }
    if (description == null || description.isBlank()) {
      return "it has no description, by which a model could know what it is for";
    }
    JsonObjectSchema parameters = specification.parameters();
    if (parameters != null && parameters.required() != null) {
      for (String required : parameters.required()) {
        if (!parameters.properties().containsKey(required)) {
          return "its schema requires '" + required + "', which is none of its parameters";
        }
      }
    }
    if (traits.effectClass() == EffectClass.PURE
        && !Collections.disjoint(traits.access(), LEAVING)) {
      return "it declares PURE, and that it touches "
          + traits.access()
          + ": what leaves the machine must not simply happen again";
    }
    return null;
  }

  /** What lacks something goes, and then what uses it, until nothing more does. */
  private void drop(ClassLoader loader) {
    boolean more = true;
    while (more) {
      more = false;
      for (ToolEntry entry : List.copyOf(entries.values())) {
        if (!entry.isAvailable()) {
          continue;
        }
        Optional<String> problem =
            entry.card().requirements().stream()
                .flatMap(each -> each.problem(loader, available.keySet()).stream())
                .findFirst();
        if (problem.isPresent()) {
          available.remove(entry.name());
          entries.put(
              entry.name(),
              new ToolEntry(
                  entry.name(),
                  entry.toolkit(),
                  entry.description(),
                  entry.card(),
                  entry.traits(),
                  problem.get()));
          more = true;
        }
      }
    }
  }

  private void addAliases(Tool tool) {
    for (String alias : tool.card().aliases()) {
      String other = entries.containsKey(alias) ? alias : aliases.putIfAbsent(alias, tool.name());
      if (other != null) {
        throw new SetupException(
            tool.name(),
            "the alias '"
                + alias
                + "' of the tool '"
                + tool.name()
                + "' is a name of the tool '"
                + other
                + "' as well; leave out one of them");
      }
    }
  }

  /** Tools by name. */
  public Map<String, Tool> available() {
    return Collections.unmodifiableMap(available);
  }

  /** All tools, those that cannot be used here among them, in the order of their toolkits. */
  public List<ToolEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Names of tools that cannot be used here, with the reason. */
  public Map<String, String> unavailable() {
    Map<String, String> unavailable = new LinkedHashMap<>();
    for (ToolEntry entry : entries.values()) {
      String problem = entry.problem();
      if (problem != null) {
        unavailable.put(entry.name(), problem);
      }
    }
    return Collections.unmodifiableMap(unavailable);
  }

  /**
   * The tools that these references name, each once, in their order; what {@link #problem} tells of
   * is left out.
   *
   * @param references as in a definition
   */
  public Map<String, Tool> named(Collection<String> references) {
    Map<String, Tool> named = new LinkedHashMap<>();
    for (String reference : references) {
      for (String name : names(reference)) {
        Tool tool = available.get(name);
        if (tool != null) {
          named.put(name, tool);
        }
      }
    }
    return named;
  }

  /** What a reference names, whether it is available or not. */
  private Set<String> names(String reference) {
    Set<String> names = new LinkedHashSet<>();
    if (entries.containsKey(reference)) {
      names.add(reference);
    } else if (aliases.containsKey(reference)) {
      names.add(aliases.get(reference));
    } else {
      for (ToolEntry entry : entries.values()) {
        if (isOf(reference, entry)) {
          names.add(entry.name());
        }
      }
    }
    return names;
  }

  private static boolean isOf(String reference, ToolEntry entry) {
    if (reference.startsWith(TOOLKIT)) {
      return entry.toolkit().equals(reference.substring(TOOLKIT.length()));
    }
    return reference.equals("*")
        || (reference.endsWith(CATEGORY)
            && entry.card().isIn(reference.substring(0, reference.length() - CATEGORY.length())));
  }

  /** Why nothing can be had by this reference; empty if something can. */
  public Optional<String> problem(String reference) {
    Set<String> names = names(reference);
    if (names.stream().anyMatch(available::containsKey)) {
      return Optional.empty();
    }
    if (names.isEmpty()) {
      return Optional.of(unknown(reference));
    }
    String first = names.iterator().next();
    String reason = "tool '" + first + "' is not available: " + unavailable().get(first);
    return Optional.of(
        names.size() == 1
            ? reason
            : "none of the "
                + names.size()
                + " tools of '"
                + reference
                + "' is available: "
                + reason);
  }

  private String unknown(String reference) {
    if (reference.startsWith(TOOLKIT)) {
      String toolkit = reference.substring(TOOLKIT.length());
      return "no toolkit '"
          + toolkit
          + "' on the class path or in the builder"
          + NearestName.hint(toolkit, toolkits());
    }
    if (reference.endsWith(CATEGORY)) {
      String category = reference.substring(0, reference.length() - CATEGORY.length());
      return "no tool of the category '"
          + category
          + "'"
          + NearestName.hint(category, categories());
    }
    Set<String> known = new TreeSet<>(available.keySet());
    known.addAll(aliases.keySet());
    return "no tool '"
        + reference
        + "' on the class path or in the builder"
        + NearestName.hint(reference, known);
  }

  private Set<String> toolkits() {
    Set<String> toolkits = new TreeSet<>();
    entries.values().forEach(entry -> toolkits.add(entry.toolkit()));
    return toolkits;
  }

  private Set<String> categories() {
    Set<String> categories = new TreeSet<>();
    List<ToolEntry> all = new ArrayList<>(entries.values());
    all.forEach(entry -> categories.add(entry.card().category()));
    return categories;
  }
}

package dev.retinue.tool;

import dev.retinue.budget.Money;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a tool stands in a catalogue, for people and definitions: a model is not told of it.
 *
 * @param category lower-case words with dots between, from the general to the special: {@code
 *     general.files}; a definition names all of it by {@code general.*}
 * @param aliases other names by which a definition may have it
 * @param requirements what must be there, beside the tool
 * @param cost what a call costs beyond the machine's time, as far as it is known before; zero for
 *     nothing
 */
public record ToolCard(
    String category, List<String> aliases, List<Requirement> requirements, Money cost) {
  private static final Pattern CATEGORY = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

  /** In the category {@code other}, with nothing said. */
  public static final ToolCard NONE = of("other");

  public ToolCard {
    if (!CATEGORY.matcher(category).matches()) {
      throw new IllegalArgumentException(
          "a category is lower-case words with dots between, such as general.files, got '"
              + category
              + "'");
    }
    aliases = List.copyOf(aliases);
    requirements = List.copyOf(requirements);
  }

  /** Of this category, with no other name, requirement or cost. */
  public static ToolCard of(String category) {
    return new ToolCard(category, List.of(), List.of(), Money.ZERO);
  }

  /** The same by other names as well. */
  public ToolCard alias(String... names) {
    return new ToolCard(category, List.of(names), requirements, cost);
  }

  /** The same, for which this must be there. */
  public ToolCard needs(Requirement... what) {
    return new ToolCard(category, aliases, List.of(what), cost);
  }

  /** Whether it is in a category, or in one below it. */
  boolean isIn(String other) {
    return category.equals(other) || category.startsWith(other + ".");
  }
}

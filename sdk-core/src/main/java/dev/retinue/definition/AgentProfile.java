package dev.retinue.definition;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who the agent is.
 *
 * @param id path-safe and stable: lower-case letters, digits and {@code -}; made from the name if
 *     empty
 * @param name for people
 * @param type which reasoner thinks for it
 * @param description what it is for
 * @param instructions what it is told before every task
 * @param autonomyLevel how much it does unasked
 * @param tenant a label for budgets, policy and listing; empty for none
 */
public record AgentProfile(
    @Property(
            value = "Lower-case letters, digits and '-'; made from the name if absent",
            fallback = "")
        String id,
    @Property("Name for people") String name,
    @Property(value = "Which reasoner thinks for the agent", fallback = "react") String type,
    @Property(value = "What the agent is for", fallback = "") String description,
    @Property(value = "What the agent is told before every task", fallback = "")
        String instructions,
    @Property(value = "How much the agent does unasked", fallback = "reactive")
        AutonomyLevel autonomyLevel,
    @Property(value = "A label for budgets, policy and listing", fallback = "") String tenant) {
  private static final Pattern PATH_SAFE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

  /** How much an agent does unasked. */
  public enum AutonomyLevel {
    /** Acts when asked. */
    REACTIVE,
    /** Also acts on schedules and percepts. */
    PROACTIVE,
    /** Also changes its plans by outcome. */
    ADAPTIVE,
    /** Also adopts goals of its own, within its motivations. */
    AUTONOMOUS
  }

  public AgentProfile {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (id.isEmpty()) {
      id = idFrom(name);
    }
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "id must be 1 to 64 lower-case letters, digits and '-', neither first nor last a '-', got '"
              + id
              + "'");
    }
  }

  /** Whether this can be the id of an agent, and so the name of its folder. */
  public static boolean isId(String text) {
    return PATH_SAFE.matcher(text).matches();
  }

  private static String idFrom(String name) {
    String ascii = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    String id = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    id = id.substring(0, Math.min(64, id.length())).replaceAll("^-|-$", "");
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          "no id can be made from the name '" + name + "'; give one in agent.id");
    }
    return id;
  }
}

package dev.retinue.tool;

import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools of a runtime, and those that it would have if something were there. Immutable. */
public final class ToolRegistry {
  private final Map<String, Tool> available;
  private final Map<String, String> unavailable;

  private ToolRegistry(Map<String, Tool> available, Map<String, String> unavailable) {
    this.available = Collections.unmodifiableMap(available);
    this.unavailable = Collections.unmodifiableMap(unavailable);
  }

  /**
   * Gathers offers.
   *
   * @param offers by origin: a provider's name, or a word for the host
   * @throws SetupException if two tools have one name
   */
  public static ToolRegistry of(Map<String, List<ToolOffer>> offers) {
    Map<String, Tool> available = new LinkedHashMap<>();
    Map<String, String> unavailable = new LinkedHashMap<>();
    Map<String, String> origins = new LinkedHashMap<>();
    offers.forEach((origin, list) -> {
      for (ToolOffer offer : list) {
        String other = origins.put(offer.name(), origin);
        if (other != null) {
          throw new SetupException(
              offer.name(),
              "two tools are named '"
                  + offer.name()
                  + "', one of "
                  + other
                  + " and one of "
                  + origin
                  + "; rename or leave out one of them");
        }
        switch (offer) {
          case ToolOffer.Available(Tool tool) -> available.put(tool.name(), tool);
          case ToolOffer.Unavailable(String name, String reason) -> unavailable.put(name, reason);
        }
      }
    });
    return new ToolRegistry(available, unavailable);
  }

  /** Tools by name. */
  public Map<String, Tool> available() {
    return available;
  }

  /** Names of tools that cannot be used here, with the reason. */
  public Map<String, String> unavailable() {
    return unavailable;
  }

  /** Why a tool of this name cannot be used; empty if it can. */
  public Optional<String> problem(String name) {
    if (available.containsKey(name)) {
      return Optional.empty();
    }
    String reason = unavailable.get(name);
    return Optional.of(
        reason == null
            ? "no tool '"
                + name
                + "' on the class path or in the builder"
                + NearestName.hint(name, available.keySet())
            : "tool '" + name + "' is not available: " + reason);
  }
}

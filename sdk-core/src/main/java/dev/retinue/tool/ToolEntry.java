package dev.retinue.tool;

import org.jspecify.annotations.Nullable;

/**
 * A tool in the list of a runtime.
 *
 * @param name by which a model calls it
 * @param toolkit the provider that it came from, or a word for the host
 * @param description for a model; empty if the tool could not be made
 * @param traits null if the tool could not be made
 * @param problem why it cannot be used here, with what to do; null if it can
 */
public record ToolEntry(
    String name,
    String toolkit,
    String description,
    ToolCard card,
    @Nullable ToolTraits traits,
    @Nullable String problem) {
  public boolean isAvailable() {
    return problem == null;
  }
}

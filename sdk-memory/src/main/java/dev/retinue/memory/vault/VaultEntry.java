package dev.retinue.memory.vault;

import dev.retinue.identity.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * What a vault says of a secret without its value. Immutable.
 *
 * @param principal whose sessions may use it; {@link Principal#SHARED} for all
 * @param name as in the handle {@code secret://name}
 * @param tools names or patterns of the tools that are given it; none if empty
 * @param destinations hosts to which it may be brought; none if empty
 * @param changed when the value was put, to the millisecond
 */
public record VaultEntry(
    Principal principal,
    String name,
    Set<String> tools,
    Set<String> destinations,
    Instant changed) {
  public VaultEntry {
    tools = Set.copyOf(tools);
    destinations = Set.copyOf(destinations);
  }

  boolean isOf(Principal whose, String called) {
    return principal.equals(whose) && name.equals(called);
  }
}

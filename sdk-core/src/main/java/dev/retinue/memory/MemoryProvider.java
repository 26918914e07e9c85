package dev.retinue.memory;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.StoreLocation;

/**
 * Opens the memories of agents; found by {@link java.util.ServiceLoader} or given to the builder.
 * Thread-safe.
 */
public interface MemoryProvider {
  /** Name for health and logs. */
  String name();

  /**
   * Opens the memory of one agent, making its folder on first use. Called when the agent first
   * recalls or remembers, not when it is defined.
   *
   * @throws DamagedMemoryException if its files are damaged; the runtime moves the folder aside,
   *     opens a new memory in its place, and fills it from what is recorded
   * @throws dev.retinue.error.RetinueException if it cannot be opened for another reason, naming
   *     the folder and what to do
   */
  Memory open(AgentDefinition agent, StoreLocation location);
}

package dev.retinue.knowledge;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.StoreLocation;

/**
 * Opens the knowledge of agents; found by {@link java.util.ServiceLoader} or given to the builder.
 * Thread-safe.
 */
public interface KnowledgeProvider {
  /** Name for health and logs. */
  String name();

  /**
   * Opens the knowledge of one agent, making its folder on first use.
   *
   * @throws dev.retinue.error.RetinueException if the store is damaged or cannot be opened, naming
   *     the folder and what to do
   */
  Knowledge open(AgentDefinition agent, StoreLocation location);
}

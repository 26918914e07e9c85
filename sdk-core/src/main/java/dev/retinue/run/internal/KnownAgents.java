package dev.retinue.run.internal;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.JournalPosition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The agents whose runs can be started, by their ids. Thread-safe. */
final class KnownAgents {
  private final Map<String, AgentWorld> worlds = new ConcurrentHashMap<>();

  void add(AgentWorld world) {
    worlds.put(world.definition().id(), world);
  }

  /** False if the agent was erased, or made anew, meanwhile. */
  boolean has(AgentWorld world) {
    return world.equals(worlds.get(world.definition().id()));
  }

  void remove(AgentWorld world) {
    worlds.remove(world.definition().id(), world);
  }

  /** The one that was removed; null if there was none. */
  @Nullable AgentWorld remove(String agent) {
    return worlds.remove(agent);
  }

  /** The definition of an agent, if it is known with this hash. */
  @Nullable AgentDefinition definition(String agent, String hash) {
    AgentWorld world = worlds.get(agent);
    return world != null && world.definitionHash().equals(hash) ? world.definition() : null;
  }

  /** Commits the views of an agent, if it is known. */
  void commit(String agent, JournalPosition position) {
    AgentWorld world = worlds.get(agent);
    if (world != null) {
      world.commit(position);
    }
  }
}

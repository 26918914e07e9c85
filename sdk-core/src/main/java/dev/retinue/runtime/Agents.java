package dev.retinue.runtime;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.DefinitionException.Problem;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import dev.retinue.knowledge.Ingested;
import dev.retinue.run.internal.AgentWorld;
import dev.retinue.run.internal.RunEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of a runtime, one for each id. Thread-safe. */
final class Agents {
  private static final Logger LOG = LoggerFactory.getLogger(AgentRuntime.class);
  private final Home home;
  private final Offer offer;
  private final AgentStores.Shared shared;
  private final RunEngine engine;
  private final Supplier<String> ids;
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();
  private final ReentrantLock making = new ReentrantLock();

  Agents(
      Home home, Offer offer, AgentStores.Shared shared, RunEngine engine, Supplier<String> ids) {
    this.home = home;
    this.offer = offer;
    this.shared = shared;
    this.engine = engine;
    this.ids = ids;
  }

  /** The agent of a definition, made if there is none. */
  Agent of(AgentDefinition definition) {
    making.lock();
    try {
      Agent known = agents.get(definition.id());
      if (known != null) {
        if (known.definition().equals(definition)) {
          return known;
        }
        throw new SetupException(
            definition.id(),
            "this runtime has another definition under the id '"
                + definition.id()
                + "'; give one of them another agent.id");
      }
      List<Problem> problems = offer.problems(definition);
      if (!problems.isEmpty()) {
        throw new DefinitionException("agent '" + definition.id() + "'", problems);
      }
      return make(definition);
    } finally {
      making.unlock();
    }
  }

  private Agent make(AgentDefinition definition) {
    AgentStores stores =
        new AgentStores(
            definition,
            offer.toolsOf(definition),
            home.agent(definition.id()),
            offer.memoryOf(definition),
            offer.policyOf(definition),
            shared);
    Agent agent = new Agent(stores, engine, ids);
    boolean made = false;
    try {
      engine.resume(stores);
      ingestSources(agent);
      agents.put(definition.id(), agent);
      made = true;
      return agent;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SetupException(
          agent.id(), "interrupted while agent '" + agent.id() + "' was made; make it again", e);
    } finally {
      if (!made) {
        stores.close();
      }
    }
  }

  private static void ingestSources(Agent agent) throws InterruptedException {
    List<Path> sources = agent.definition().rag().sources().stream().map(Path::of).toList();
    if (sources.isEmpty()) {
      return;
    }
    for (Ingested.Rejected rejected : agent.ingest(sources, event -> {}).rejected()) {
      LOG.atWarn()
          .addKeyValue("agent", agent.id())
          .addKeyValue("document", rejected.location())
          .log("a document was not ingested: {}", rejected.message());
    }
  }

  Optional<Agent> find(String id) {
    return Optional.ofNullable(agents.get(id));
  }

  List<Agent> all() {
    return List.copyOf(agents.values());
  }

  /** What a delegated run of the agent of this id acts on. */
  AgentWorld world(String id) {
    return find(id)
        .map(Agent::stores)
        .orElseThrow(() ->
            new SetupException(
                id,
                "no agent '"
                    + id
                    + "' in this runtime"
                    + NearestName.hint(id, agents.keySet())
                    + "; make it before delegating to it"));
  }

  /** Commits and closes all stores. One that fails harms no other. */
  void close() {
    for (Agent agent : agents.values()) {
      try (AgentStores stores = agent.stores()) {
        stores.commit(engine.position());
      } catch (RuntimeException e) {
        LOG.atError()
            .addKeyValue("agent", agent.id())
            .setCause(e)
            .log("the stores of an agent could not be committed and closed");
      }
    }
  }
}

package dev.retinue.runtime;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.DefinitionException.Problem;
import dev.retinue.error.NearestName;
import dev.retinue.error.RetinueException;
import dev.retinue.error.SetupException;
import dev.retinue.health.Health;
import dev.retinue.journal.JournaledRun;
import dev.retinue.knowledge.Ingested;
import dev.retinue.run.Run;
import dev.retinue.run.internal.AgentWorld;
import dev.retinue.run.internal.RunEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    try {
      // A run that delegates comes here, and may be cancelled while its agent is erased.
      making.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(definition.id(), e);
    }
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
      return make(definition);
    } finally {
      making.unlock();
    }
  }

  /**
   * What the names in a definition come to.
   *
   * @throws DefinitionException if something is missing for it
   */
  private AgentStores.Means means(AgentDefinition definition) {
    List<Problem> problems = new ArrayList<>();
    AgentStores.Means means = offer.means(definition, problems);
    engine.unpriced(definition).forEach(told -> problems.add(new Problem(0, 0, "llm", told)));
    if (!problems.isEmpty()) {
      throw new DefinitionException("agent '" + definition.id() + "'", problems);
    }
    return means;
  }

  private Agent make(AgentDefinition definition) {
    AgentStores stores =
        new AgentStores(
            definition,
            means(definition),
            home.agent(definition.id()),
            offer.memoryOf(definition),
            shared,
            this::means);
    Agent agent = new Agent(stores, engine, ids);
    boolean made = false;
    engine.adopt(stores);
    try {
      // First, since it may fail: runs that went on by then would use stores that are closed.
      ingestSources(agent);
      engine.resume(stores);
      agents.put(definition.id(), agent);
      made = true;
      return agent;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(agent.id(), e);
    } finally {
      if (!made) {
        engine.dismiss(stores);
        agent.runs().forEach(Run::cancel); // That of the ingestion, if it was not waited for.
        stores.close();
      }
    }
  }

  private static SetupException interrupted(String id, InterruptedException e) {
    return new SetupException(
        id, "interrupted while agent '" + id + "' was made; make it again", e);
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

  /** Makes the agents whose runs the journal holds, by the definitions in their folders. */
  Recovery recover() {
    List<Agent> recovered = new ArrayList<>();
    Map<String, String> problems = new LinkedHashMap<>();
    for (JournaledRun run : shared.journal().runs()) {
      String id = run.start().scope().agent();
      if (agents.containsKey(id) || problems.containsKey(id)) {
        continue;
      }
      try {
        recovered.add(ofFolder(id).orElseThrow(() -> new SetupException(id, noFolder(id))));
      } catch (RetinueException e) {
        problems.put(id, e.getMessage());
        LOG.atWarn()
            .addKeyValue("agent", id)
            .log("an agent with runs in the journal cannot be made again: {}", e.getMessage());
      }
    }
    return new Recovery(recovered, problems);
  }

  private static String noFolder(String id) {
    return "agent '"
        + id
        + "' has runs in the journal and no folder with its definition; make it with"
        + " runtime.agent(definition)";
  }

  /** The agent of the definition in its folder, if there is one. */
  private Optional<Agent> ofFolder(String id) {
    Path folder = home.agent(id);
    Path file = folder == null ? null : folder.resolve("agent.yaml");
    if (file == null || !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(AgentDefinition.read(file)));
    } catch (IOException e) {
      throw new SetupException(id, "the definition " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Forgets an agent: its runs, what the journal holds of it, and its folder. The journal comes
   * first, so that a crash in between leaves a folder that can be erased again, and never runs
   * without one. Until all of it is gone the agent stays what it is, as far as it is still there.
   */
  void erase(String id) throws InterruptedException {
    making.lock();
    try {
      Agent agent = agents.get(id);
      engine.forget(
          id,
          () -> {
            if (agent != null) {
              agent.stores().close();
            }
            home.eraseAgent(id);
          });
      agents.remove(id);
    } finally {
      making.unlock();
    }
  }

  Optional<Agent> find(String id) {
    return Optional.ofNullable(agents.get(id));
  }

  List<Agent> all() {
    return List.copyOf(agents.values());
  }

  /** What of the agents is not as it should be. */
  List<Health> problems() {
    return agents.values().stream().flatMap(agent -> agent.stores().problem().stream()).toList();
  }

  /** What a delegated run of the agent of this id acts on. */
  AgentWorld world(String id) {
    return find(id)
        .or(() -> ofFolder(id))
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

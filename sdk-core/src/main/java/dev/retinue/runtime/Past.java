package dev.retinue.runtime;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.history.Fork;
import dev.retinue.history.HistoryException;
import dev.retinue.history.RunHistory;
import dev.retinue.history.TimeTravel;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.Run;
import dev.retinue.run.internal.RunEngine;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolRegistry;
import java.util.Collection;
import java.util.Optional;

/** The runs of a runtime, and what is needed to run them again. Thread-safe. */
record Past(RunEngine engine, Agents agents, ToolRegistry tools) implements TimeTravel.Source {
  @Override
  public RunHistory history(String run) {
    return engine
        .histories()
        .of(run)
        .orElseThrow(() ->
            new HistoryException(
                run,
                "no run '"
                    + run
                    + "' in this runtime or its history"
                    + NearestName.hint(run, engine.histories().runs())
                    + "; agent.history() lists those that are kept",
                null));
  }

  @Override
  public Optional<Reasoner> reasoner(String type) {
    return engine.reasoner(type);
  }

  @Override
  public Optional<AgentDefinition> definition(String agent) {
    return agents.find(agent).map(Agent::definition);
  }

  @Override
  public Collection<Tool> tools(AgentDefinition definition) {
    return tools.named(definition.tools()).values();
  }

  @Override
  public Run start(Fork fork) {
    return engine.start(agents.world(fork.origin().scope().agent()), fork);
  }
}

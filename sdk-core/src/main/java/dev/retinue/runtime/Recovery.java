package dev.retinue.runtime;

import java.util.List;
import java.util.Map;

/**
 * What {@link AgentRuntime#recover} did.
 *
 * @param agents the agents that were made again; their runs go on
 * @param problems why an agent could not be made, by its id; its runs stay in the journal until it
 *     can
 */
public record Recovery(List<Agent> agents, Map<String, String> problems) {
  public Recovery {
    agents = List.copyOf(agents);
    problems = Map.copyOf(problems);
  }
}

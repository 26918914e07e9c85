package dev.retinue.tools.mcp;

import dev.retinue.error.SetupException;
import dev.retinue.label.Label;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.tool.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offers agents of a runtime, and tools, to clients of the Model Context Protocol, over standard
 * input and output or over HTTP. An agent appears as the tool {@code ask_<agent>}. Every call is a
 * run of an agent, so that policy, budget and journal hold for it as for any other. Needs nothing
 * but sdk-core. Immutable and thread-safe.
 *
 * <p>What clients send is taken as content from outside: what publishes, spends, executes or uses
 * secrets asks a person first, unless the host trusts its clients or its rules say otherwise.
 *
 * <p>Source: the specification of 2025-11-25, and back to 2024-11-05. Of streamable HTTP the part
 * without sessions: one answer in JSON to each message.
 */
public final class McpEndpoint {
  private final AgentRuntime runtime;
  private final Map<String, Offered> offered;
  private final Duration limit;
  private final Label label;

  private McpEndpoint(
      AgentRuntime runtime, Map<String, Offered> offered, Duration limit, Label label) {
    this.runtime = runtime;
    this.offered = offered;
    this.limit = limit;
    this.label = label;
  }

  /** An endpoint that offers nothing yet, and waits for a run up to five minutes. */
  public static McpEndpoint of(AgentRuntime runtime) {
    return new McpEndpoint(runtime, Map.of(), Duration.ofMinutes(5), Label.UNTRUSTED);
  }

  /**
   * With an agent, asked in words.
   *
   * @throws SetupException if something of that name is offered
   */
  public McpEndpoint offering(Agent agent) {
    return with(List.of(Offered.of(agent)));
  }

  /**
   * With the tools in the definition of this agent, which must be of type {@code tool_call}; a call
   * is a run of it.
   *
   * @throws SetupException if it is of another type, or something of such a name is offered
   */
  public McpEndpoint offeringToolsOf(Agent agent) {
    if (!agent.definition().agent().type().equals(ToolCall.TYPE)) {
      throw new SetupException(
          agent.id(),
          "agent '"
              + agent.id()
              + "' is of type '"
              + agent.definition().agent().type()
              + "'; tools are offered by one of type '"
              + ToolCall.TYPE
              + "', which calls what it is told to");
    }
    Map<String, Tool> available = runtime.tools().available();
    return with(
        agent.definition().tools().stream()
            .flatMap(name -> Optional.ofNullable(available.get(name)).stream())
            .map(tool -> Offered.of(agent, tool))
            .toList());
  }

  private McpEndpoint with(List<Offered> more) {
    Map<String, Offered> all = new LinkedHashMap<>(offered);
    for (Offered one : more) {
      if (all.put(one.name(), one) != null) {
        throw new SetupException(
            one.name(), "two things that are offered are named '" + one.name() + "'");
      }
    }
    return new McpEndpoint(runtime, all, limit, label);
  }

  /** Waiting so long for a run, which is cancelled then. */
  public McpEndpoint withLimit(Duration time) {
    return new McpEndpoint(runtime, offered, time, label);
  }

  /** Taking what clients send as the host's own words. */
  public McpEndpoint trustingClients() {
    return new McpEndpoint(runtime, offered, limit, Label.NONE);
  }

  /**
   * Serves one client over these streams until the input ends; runs that are active then are
   * cancelled. Nothing else may write to the output.
   *
   * @throws IOException if the streams fail
   */
  public void serve(InputStream in, OutputStream out) throws IOException {
    try (StreamServing serving = new StreamServing(dispatch(), out)) {
      serving.run(in);
    }
  }

  /**
   * Serves clients over HTTP at the path {@code /mcp} until it is closed. Clients are told apart by
   * nothing but the token.
   *
   * @param address to listen at; one that is not of loopback needs a token
   * @param token that clients send as {@code Authorization: Bearer}; empty for none
   * @throws SetupException if there is no token where there must be one
   */
  public McpHttpServer listen(InetSocketAddress address, String token) throws IOException {
    return McpHttpServer.start(dispatch(), address, token);
  }

  private Dispatch dispatch() {
    return new Dispatch(runtime, offered, limit, label);
  }
}

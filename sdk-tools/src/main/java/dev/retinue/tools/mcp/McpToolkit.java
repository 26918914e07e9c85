package dev.retinue.tools.mcp;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.catalogue.Refused;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The tools of a server of the Model Context Protocol. Each is named {@code server__tool}, and
 * taken to be able to do anything, unless the host said what it trusts. Given to {@code
 * AgentRuntime.builder().toolkit(..)}, it is closed with the runtime.
 *
 * <p>What the server lists when it is connected is what the host approves. A tool that it describes
 * otherwise later is refused, a new one is not offered; {@link #notices} tells of both.
 *
 * <p>Thread-safe. Source: the specification of 2025-11-25, and back to 2024-11-05.
 */
public final class McpToolkit implements ToolProvider, AutoCloseable {
  private final McpServer server;
  private final ServerLink link;
  private final List<ToolOffer> offers;

  private McpToolkit(McpServer server, ServerLink link, List<ToolOffer> offers) {
    this.server = server;
    this.link = link;
    this.offers = List.copyOf(offers);
  }

  /**
   * Starts or calls the server and lists its tools, within its limit. A server that cannot be had
   * harms nobody: the toolkit then offers one tool of the server's name, unavailable, with the
   * reason. That holds as well where the protocol's SDK is not on the class path.
   */
  public static McpToolkit connect(McpServer server) throws InterruptedException {
    return connect(server, System::nanoTime);
  }

  static McpToolkit connect(McpServer server, LongSupplier nanos) throws InterruptedException {
    ServerLink link = new ServerLink(server, nanos);
    String missing = SdkPresence.problem(McpToolkit.class.getClassLoader());
    if (!missing.isEmpty()) {
      return without(server, link, missing);
    }
    boolean ready = false;
    try {
      List<ToolOffer> offers = ToolOffers.of(server, link.approve(), link);
      ready = true;
      return new McpToolkit(server, link, offers);
    } catch (Refused e) {
      return without(server, link, e.getMessage());
    } finally {
      if (!ready) {
        link.close();
      }
    }
  }

  private static McpToolkit without(McpServer server, ServerLink link, String reason) {
    return new McpToolkit(server, link, List.of(new ToolOffer.Unavailable(server.name(), reason)));
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public List<ToolOffer> tools() {
    return offers;
  }

  /**
   * What the server has changed since it was connected, each change once: tools that are new, gone
   * or described otherwise.
   */
  public List<String> notices() {
    return link.notices();
  }

  /**
   * A hash of all that the server said of each tool when it was connected, by the server's names. A
   * host that keeps them can see whether a later connection is offered the same.
   */
  public Map<String, String> fingerprints() {
    return link.approved();
  }

  /** Ends the session, and the process with all that it started. Idempotent. */
  @Override
  public void close() {
    link.close();
  }
}

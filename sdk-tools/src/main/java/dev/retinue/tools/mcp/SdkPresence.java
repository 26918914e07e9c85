package dev.retinue.tools.mcp;

/** Whether the protocol's SDK, which is optional, is on the class path. */
final class SdkPresence {
  private SdkPresence() {}

  /** What is missing and how to supply it; empty if nothing is. */
  static String problem(ClassLoader loader) {
    try {
      Class.forName("io.modelcontextprotocol.spec.McpClientSession", false, loader);
      Class.forName("reactor.core.publisher.Mono", false, loader);
      return "";
    } catch (ClassNotFoundException e) {
      return "the SDK of the Model Context Protocol is not on the class path; add"
          + " io.modelcontextprotocol.sdk:mcp-core (its version is managed by dev.retinue:retinue-parent)";
    }
  }
}

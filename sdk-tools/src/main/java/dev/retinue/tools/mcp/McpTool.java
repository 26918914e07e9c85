package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Refused;

/** A tool of a server, as it was when the server was connected. Thread-safe. */
record McpTool(
    ToolSpecification specification, ToolTraits traits, RemoteTool remote, ServerLink link)
    implements Tool {
  @Override
  public ToolCard card() {
    return ToolCard.of("mcp");
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException {
    try {
      return link.answers()
          .read(
              remote.name(),
              link.call(remote, arguments, context.idempotencyKey(), traits.timeout()));
    } catch (Refused e) {
      return new ToolResult.Failed(e.code(), link.answers().hidden(e.getMessage()), e.retryAfter());
    }
  }
}

package dev.retinue.tools.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.schema.OutsideName;
import dev.retinue.tools.schema.OutsideText;
import dev.retinue.tools.schema.SchemaReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes offers of what a server lists, each tool for itself: what is wrong with one harms none. */
final class ToolOffers {
  private static final int LONGEST_DESCRIPTION = 1024;
  private static final int LARGEST_SCHEMA = 100_000;

  /** What the specification allows (2025-11-25, Tool Names). */
  private static final String NAME = "[A-Za-z0-9_.-]{1,128}";

  private ToolOffers() {}

  /** The offers, in the server's order. */
  static List<ToolOffer> of(McpServer server, List<RemoteTool> tools, ServerLink link) {
    Map<String, Long> byServersName = count(tools.stream().map(RemoteTool::name).toList());
    Map<String, Long> byOwnName =
        count(byServersName.keySet().stream().map(n -> OutsideName.of(server.name(), n)).toList());
    List<ToolOffer> offers = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (RemoteTool tool : tools) {
      String plain = OutsideName.of(server.name(), tool.name());
      boolean alone = byOwnName.getOrDefault(plain, 0L) == 1;
      String name = alone ? plain : OutsideName.apart(server.name(), tool.name());
      if (!tool.name().matches(NAME)) {
        if (told.add(name)) {
          offers.add(
              unavailable(server, name, "the name of a tool is none: '" + shown(tool) + "'"));
        }
      } else if (byServersName.getOrDefault(tool.name(), 0L) > 1) {
        if (told.add(name)) {
          offers.add(
              unavailable(
                  server,
                  name,
                  "several tools are named '" + shown(tool) + "', none of which is used"));
        }
      } else {
        offers.add(offer(server, tool, name, link));
      }
    }
    return offers;
  }

  private static Map<String, Long> count(List<String> names) {
    return names.stream().collect(Collectors.groupingBy(n -> n, Collectors.counting()));
  }

  private static ToolOffer offer(McpServer server, RemoteTool tool, String name, ServerLink link) {
    if (tool.schema().toString().length() > LARGEST_SCHEMA) {
      return unavailable(
          server, name, "its schema has more than " + LARGEST_SCHEMA + " characters");
    }
    ToolSpecification specification;
    try {
      specification =
          ToolSpecification.builder()
              .name(name)
              .description(
                  OutsideText.clean(
                      "Of the server '" + server.name() + "'. " + tool.description(),
                      LONGEST_DESCRIPTION))
              .parameters(SchemaReader.parameters(tool.schema(), "inputSchema"))
              .build();
    } catch (IllegalArgumentException e) {
      return unavailable(server, name, "its schema is none: " + e.getMessage());
    }
    boolean remote = server.reach() instanceof McpServer.Http;
    ToolTraits traits = server.trust().of(tool, server.limits().call(), remote);
    return new ToolOffer.Available(new McpTool(specification, traits, tool, link));
  }

  private static String shown(RemoteTool tool) {
    return OutsideText.line(tool.name(), 60);
  }

  private static ToolOffer unavailable(McpServer server, String name, String reason) {
    return new ToolOffer.Unavailable(
        name, reason + "; ask whoever makes the server '" + server.name() + "' to correct it");
  }
}

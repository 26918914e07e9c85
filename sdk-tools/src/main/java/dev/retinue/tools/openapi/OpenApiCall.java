package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.error.NearestName;
import dev.retinue.json.Json;
import dev.retinue.json.SchemaCheck;
import dev.retinue.label.Label;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.VaryingTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tool {@code openapi_call}: all operations of some APIs behind one tool, where they are
 * too many to be tools of their own.
 */
public final class OpenApiCall {
  private OpenApiCall() {}

  /**
   * The tool. Without an operation it lists those of an API; with one it calls it.
   *
   * @param toolkits at least one
   */
  public static Tool tool(OpenApiToolkit... toolkits) {
    if (toolkits.length == 0) {
      throw new IllegalArgumentException("openapi_call needs at least one toolkit");
    }
    Map<String, OpenApiToolkit> byName = new LinkedHashMap<>();
    Arrays.stream(toolkits).forEach(toolkit -> byName.put(toolkit.name(), toolkit));
    return new CallTool(byName, specification(byName), most(byName));
  }

  private static ToolSpecification specification(Map<String, OpenApiToolkit> toolkits) {
    return ToolSpecification.builder()
        .name("openapi_call")
        .description(
            "Calls an operation of a web API. Without operationId it lists the operations with their"
                + " parameters; find the one you need, then call it with args. Example: {\"spec\": \""
                + toolkits.keySet().iterator().next()
                + "\", \"filter\": \"order\"}")
        .parameters(
            JsonObjectSchema.builder()
                .addEnumProperty("spec", List.copyOf(toolkits.keySet()), "Which API.")
                .addStringProperty("operationId", "What to call; lists the operations if left out.")
                .addProperty(
                    "args",
                    JsonObjectSchema.builder()
                        .description("Arguments of the operation, by name.")
                        .additionalProperties(true)
                        .build())
                .addStringProperty("filter", "A word that listed operations must have.")
                .required("spec")
                .additionalProperties(false)
                .build())
        .build();
  }

  /** All that any operation does. */
  private static ToolTraits most(Map<String, OpenApiToolkit> toolkits) {
    Set<AccessClass> access = EnumSet.of(AccessClass.NETWORK, AccessClass.PUBLISH);
    Duration timeout = Duration.ofSeconds(1);
    for (OpenApiToolkit toolkit : toolkits.values()) {
      Duration own = toolkit.guard().rules().limits().total().plusSeconds(5);
      timeout = own.compareTo(timeout) > 0 ? own : timeout;
      for (Operation operation : toolkit.operations().values()) {
        access.addAll(operation.traits(timeout).access());
      }
    }
    return new ToolTraits(access, EffectClass.UNSAFE, timeout, 1, false);
  }

  private record CallTool(
      Map<String, OpenApiToolkit> toolkits, ToolSpecification specification, ToolTraits traits)
      implements VaryingTool {
    private static final int MOST_LISTED = 100;

    private record Listed(String operationId, String description, List<String> args) {}

    private record Listing(String spec, List<Listed> operations, int total) {}

    @Override
    public ToolTraits traits(ObjectNode arguments) {
      Operation operation = operation(arguments);
      if (operation != null) {
        return operation.traits(traits.timeout()).withAttempts(1).withConcurrent(false);
      }
      // It lists, or refuses.
      return new ToolTraits(Set.of(), EffectClass.PURE, traits.timeout(), 1, false)
          .withLabel(Label.UNTRUSTED);
    }

    private @Nullable Operation operation(ObjectNode arguments) {
      OpenApiToolkit toolkit = toolkits.get(arguments.path("spec").asText());
      return toolkit == null
          ? null
          : toolkit.operations().get(arguments.path("operationId").asText());
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
      String spec = arguments.path("spec").asText();
      OpenApiToolkit toolkit = toolkits.get(spec);
      if (toolkit == null) {
        return new ToolResult.Failed(
            "NOT_FOUND",
            "there is no API '" + spec + "'" + NearestName.hint(spec, toolkits.keySet()));
      }
      String id = arguments.path("operationId").asText("");
      if (id.isBlank()) {
        return new ToolResult.Ok(Json.write(listing(toolkit, arguments.path("filter").asText(""))));
      }
      Operation operation = toolkit.operations().get(id);
      if (operation == null) {
        return new ToolResult.Failed(
            "NOT_FOUND",
            "the API '"
                + spec
                + "' has no operation '"
                + id
                + "' that can be called"
                + NearestName.hint(id, toolkit.operations().keySet()));
      }
      String given = arguments.path("args").isObject() ? arguments.path("args").toString() : "{}";
      return switch (SchemaCheck.check(given, operation.specification().parameters())) {
        case SchemaCheck.Checked.Wrong(String problems) ->
            new ToolResult.Failed("MALFORMED_ARGUMENTS", "args of '" + id + "': " + problems);
        case SchemaCheck.Checked.Fits(ObjectNode fitted) ->
            new OperationTool(operation, toolkit.guard()).call(fitted, context);
      };
    }

    private static Listing listing(OpenApiToolkit toolkit, String filter) {
      List<Listed> listed = new ArrayList<>();
      String wanted = filter.toLowerCase(Locale.ROOT);
      int total = 0;
      for (Operation operation : toolkit.operations().values()) {
        String description = operation.specification().description();
        if (!(operation.id() + " " + description).toLowerCase(Locale.ROOT).contains(wanted)) {
          continue;
        }
        total++;
        if (listed.size() < MOST_LISTED) {
          JsonObjectSchema parameters = operation.specification().parameters();
          listed.add(
              new Listed(
                  operation.id(),
                  description,
                  parameters.properties().keySet().stream()
                      .map(name ->
                          parameters.required().contains(name) ? name + " (required)" : name)
                      .toList()));
        }
      }
      return new Listing(toolkit.name(), listed, total);
    }
  }
}

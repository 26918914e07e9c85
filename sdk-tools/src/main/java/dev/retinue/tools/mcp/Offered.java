package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.json.AnswerSchema;
import dev.retinue.json.Json;
import dev.retinue.runtime.Agent;
import dev.retinue.tool.Tool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Something that clients can call.
 *
 * @param agent whose run a call is
 * @param tool its name for the agent; empty for the agent itself
 * @param description of it in the protocol's form
 */
record Offered(Agent agent, String tool, Map<String, Object> description) {
  private static final Set<AccessClass> LOOKING = Set.of(AccessClass.READ, AccessClass.NETWORK);

  /** An agent that is asked in words. */
  static Offered of(Agent agent) {
    String said = agent.definition().agent().description();
    JsonObjectSchema question =
        JsonObjectSchema.builder()
            .addStringProperty("question", "What to ask or to do, in words.")
            .required("question")
            .additionalProperties(false)
            .build();
    return new Offered(
        agent,
        "",
        describe(
            name(agent),
            "Asks the agent '"
                + agent.definition().agent().name()
                + "'."
                + (said.isBlank() ? "" : " " + said),
            question,
            Map.of()));
  }

  private static String name(Agent agent) {
    String name = "ask_" + agent.id().replace('-', '_');
    return name.length() <= 64 ? name : name.substring(0, 64);
  }

  /** A tool that an agent of type {@code tool_call} calls. */
  static Offered of(Agent agent, Tool tool) {
    Set<AccessClass> access = tool.traits().access();
    EffectClass effect = tool.traits().effectClass();
    boolean looks = effect == EffectClass.PURE && LOOKING.containsAll(access);
    Map<String, Object> hints = new LinkedHashMap<>();
    hints.put("readOnlyHint", looks);
    hints.put("destructiveHint", !looks);
    hints.put("idempotentHint", effect == EffectClass.PURE || effect == EffectClass.IDEMPOTENT);
    hints.put("openWorldHint", access.isEmpty() || access.contains(AccessClass.NETWORK));
    JsonObjectSchema parameters = tool.specification().parameters();
    String description = tool.specification().description();
    return new Offered(
        agent,
        tool.name(),
        describe(
            tool.name(),
            description == null ? "" : description,
            parameters == null ? JsonObjectSchema.builder().build() : parameters,
            hints));
  }

  private static Map<String, Object> describe(
      String name, String description, JsonObjectSchema schema, Map<String, Object> hints) {
    JsonNode written =
        Json.tree(
                AnswerSchema.write(
                    JsonSchema.builder().name("arguments").rootElement(schema).build()))
            .path("schema");
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", name);
    described.put("description", description);
    described.put("inputSchema", written);
    if (!hints.isEmpty()) {
      described.put("annotations", hints);
    }
    return described;
  }

  String name() {
    return String.valueOf(description.get("name"));
  }
}

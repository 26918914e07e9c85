package dev.retinue.definition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An agent as data. YAML, JSON and {@link #builder} make the same record; writing what was read
 * gives an equal one. Immutable. What the names in it mean (tools, models, types) is resolved when
 * a runtime makes the agent.
 *
 * @param agent who it is
 * @param llm its models in order of preference; empty leaves the choice to the runtime
 * @param tools its tools: names and aliases, categories ({@code web.*}), toolkits ({@code
 *     toolkit:sdk-tools web}), or all that there are ({@code *})
 * @param memory what it remembers
 * @param rag what it is given to know
 * @param limits what a run may use
 * @param autonomy goals, motivations and schedules
 * @param workflow steps of an agent of type workflow
 * @param team members and protocol
 * @param permissions rules about what the agent may do, narrowing the host's
 */
public record AgentDefinition(
    @Property("Who the agent is") AgentProfile agent,
    @Property(
            value =
                "A model as 'provider:model' or an object, or a list of them as a fallback chain",
            orSingle = true)
        List<ModelDefinition> llm,
    @Property(
            "The agent's tools: names, categories as web.*, toolkits as toolkit:NAME, or * for all")
        List<String> tools,
    @Property(value = "What the agent remembers", fallback = "{}") MemoryDefinition memory,
    @Property(value = "What the agent is given to know", fallback = "{}") KnowledgeDefinition rag,
    @Property(value = "What a run may use", fallback = "{}") Limits limits,
    @Property("Goals, motivations and schedules") Map<String, Object> autonomy,
    @Property("Steps of an agent of type workflow") Map<String, Object> workflow,
    @Property("Members and protocol") Map<String, Object> team,
    @Property(
            "Rules about what the agent may do, narrowing the host's; the first that matches decides")
        List<Permission> permissions) {
  public AgentDefinition {
    llm = List.copyOf(llm);
    tools = List.copyOf(tools);
    autonomy = inOrder(autonomy);
    workflow = inOrder(workflow);
    team = inOrder(team);
    permissions = List.copyOf(permissions);
    List<String> seen = new ArrayList<>();
    for (String tool : tools) {
      if (seen.contains(tool)) {
        throw new IllegalArgumentException("tool '" + tool + "' is listed twice");
      }
      seen.add(tool);
    }
  }

  /** Not Map.copyOf: the order is kept, so that the written form and its hash are stable. */
  private static Map<String, Object> inOrder(Map<String, Object> section) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(section));
  }

  /**
   * Reads a definition from a YAML or JSON file.
   *
   * @throws DefinitionException if it is not of the right shape, naming every mistake with line,
   *     column and path
   * @throws IOException if the file cannot be read
   */
  public static AgentDefinition read(Path file) throws IOException {
    return DefinitionReader.read(file);
  }

  /**
   * Reads a definition from YAML or JSON text.
   *
   * @throws DefinitionException as {@link #read}
   */
  public static AgentDefinition parse(String text) {
    return DefinitionReader.parse("definition", text);
  }

  /** Starts a definition in code. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The agent's id. */
  public String id() {
    return agent.id();
  }

  /** The definition as YAML that {@link #parse} reads back to an equal record. */
  public String toYaml() {
    return DefinitionWriter.yaml(this);
  }

  /** The definition as JSON that {@link #parse} reads back to an equal record. */
  public String toJson() {
    return DefinitionWriter.json(this);
  }

  /**
   * SHA-256 over the written form, in hex: what a run remembers of the definition it started with.
   */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(DefinitionWriter.canonical(this).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Makes a definition in code. Confined to one thread. */
  public static final class Builder {
    private final String name;
    private String id = "";
    private String type = "react";
    private String description = "";
    private String instructions = "";
    private String tenant = "";
    private AgentProfile.AutonomyLevel autonomyLevel = AgentProfile.AutonomyLevel.REACTIVE;
    private final List<ModelDefinition> llm = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private MemoryDefinition memory = MemoryDefinition.AUTOMATIC;
    private KnowledgeDefinition rag = KnowledgeDefinition.NONE;
    private Limits limits = Limits.STANDARD;
    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    private final List<Permission> permissions = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    public Builder id(String id) {
      this.id = id;
      return this;
    }

    public Builder type(String type) {
      this.type = type;
      return this;
    }

    public Builder description(String description) {
      this.description = description;
      return this;
    }

    public Builder instructions(String instructions) {
      this.instructions = instructions;
      return this;
    }

    public Builder tenant(String tenant) {
      this.tenant = tenant;
      return this;
    }

    public Builder autonomyLevel(AgentProfile.AutonomyLevel level) {
      this.autonomyLevel = level;
      return this;
    }

    /** Adds a model as {@code provider:model}; the second and later ones are fallbacks. */
    public Builder llm(String reference) {
      return llm(ModelDefinition.parse(reference));
    }

    /** Adds a model; the second and later ones are fallbacks. */
    public Builder llm(ModelDefinition model) {
      llm.add(model);
      return this;
    }

    /** Adds tools by name. */
    public Builder tools(String... names) {
      tools.addAll(List.of(names));
      return this;
    }

    public Builder memory(MemoryDefinition.Type type) {
      this.memory = new MemoryDefinition(type, false);
      return this;
    }

    public Builder memory(MemoryDefinition memory) {
      this.memory = memory;
      return this;
    }

    /** Gives the agent a knowledge base, with files and folders to ingest when it is made. */
    public Builder knowledge(String... sources) {
      this.rag = new KnowledgeDefinition(true, "", List.of(sources));
      return this;
    }

    public Builder knowledge(KnowledgeDefinition knowledge) {
      this.rag = knowledge;
      return this;
    }

    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** Adds rules about what the agent may do; the first that matches decides. */
    public Builder permissions(Permission... rules) {
      permissions.addAll(List.of(rules));
      return this;
    }

    /** Fills one of the sections {@code autonomy}, {@code workflow}, {@code team}. */
    public Builder section(String key, Map<String, Object> content) {
      if (!List.of("autonomy", "workflow", "team").contains(key)) {
        throw new IllegalArgumentException(
            "no section '" + key + "'; there are autonomy, workflow, team");
      }
      sections.put(key, content);
      return this;
    }

    public AgentDefinition build() {
      return new AgentDefinition(
          new AgentProfile(id, name, type, description, instructions, autonomyLevel, tenant),
          llm,
          tools,
          memory,
          rag,
          limits,
          sections.getOrDefault("autonomy", Map.of()),
          sections.getOrDefault("workflow", Map.of()),
          sections.getOrDefault("team", Map.of()),
          permissions);
    }
  }
}

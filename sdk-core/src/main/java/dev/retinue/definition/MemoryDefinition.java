package dev.retinue.definition;

/**
 * What the agent remembers.
 *
 * @param type which kinds of memory it has
 * @param enableLearning whether it learns from outcomes
 * @param capacities how much of each kind it holds
 * @param lifetimes how long
 * @param consolidation when that is seen to
 */
public record MemoryDefinition(
    @Property(value = "Which kinds of memory the agent has", fallback = "auto") Type type,
    @Property(value = "Whether the agent learns from outcomes", fallback = "false")
        boolean enableLearning,
    @Property(value = "How many records of each kind are kept of one principal", fallback = "{}")
        MemoryCapacities capacities,
    @Property(value = "How long records of each kind are kept", fallback = "{}")
        MemoryLifetimes lifetimes,
    @Property(value = "When memory is consolidated", fallback = "{}") MemoryUpkeep consolidation) {
  /** With the usual capacities and lifetimes, consolidated in the background. */
  public MemoryDefinition(Type type, boolean enableLearning) {
    this(
        type,
        enableLearning,
        MemoryCapacities.STANDARD,
        MemoryLifetimes.STANDARD,
        MemoryUpkeep.STANDARD);
  }

  /** The same with other capacities. */
  public MemoryDefinition with(MemoryCapacities other) {
    return new MemoryDefinition(type, enableLearning, other, lifetimes, consolidation);
  }

  /** The same with other lifetimes. */
  public MemoryDefinition with(MemoryLifetimes other) {
    return new MemoryDefinition(type, enableLearning, capacities, other, consolidation);
  }

  /** The same, consolidated at other times. */
  public MemoryDefinition with(MemoryUpkeep other) {
    return new MemoryDefinition(type, enableLearning, capacities, lifetimes, other);
  }

  /** Whether the agent has any. */
  public boolean remembers() {
    return type != Type.NONE;
  }

  /**
   * Whether what bears on the situation is recalled before each call of the model, and not only at
   * the beginning.
   *
   * @param agentType the type of the agent
   */
  public boolean isActive(String agentType) {
    return type == Type.ADVANCED || (type == Type.AUTO && agentType.equals("autonomous"));
  }

  /** Which kinds of memory an agent has. */
  public enum Type {
    /** None: every run starts afresh. */
    NONE,
    /**
     * What was said, in this session and in earlier ones: short-term and long-term memory, recalled
     * when a run begins.
     */
    SIMPLE,
    /**
     * All kinds, each with its share, recalled when a run begins and by what came up since before
     * each call of the model.
     */
    ADVANCED,
    /**
     * What suits the agent's type, with what is on the class path: all kinds; recalled as for
     * {@link #ADVANCED} by an autonomous agent, when a run begins by the others.
     */
    AUTO
  }

  /** Automatic, without learning. */
  public static final MemoryDefinition AUTOMATIC = new MemoryDefinition(Type.AUTO, false);
}

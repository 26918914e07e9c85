package dev.retinue.definition;

/**
 * What the agent remembers.
 *
 * @param type which kinds of memory it has
 * @param enableLearning whether it learns from outcomes
 */
public record MemoryDefinition(
    @Property(value = "Which kinds of memory the agent has", fallback = "auto") Type type,
    @Property(value = "Whether the agent learns from outcomes", fallback = "false")
        boolean enableLearning) {

  /** Which kinds of memory an agent has. */
  public enum Type {
    /** None: every run starts afresh. */
    NONE,
    /** What was said, in this session and in earlier ones. */
    SIMPLE,
    /** All kinds. */
    ADVANCED,
    /** What suits the agent's type, with what is on the class path. */
    AUTO
  }

  /** Automatic, without learning. */
  public static final MemoryDefinition AUTOMATIC = new MemoryDefinition(Type.AUTO, false);
}

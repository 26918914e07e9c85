package dev.retinue.definition;

/**
 * How many records of each kind a memory holds of one principal; what goes when there are more is
 * decided by a consolidation, so that there may be more until then. The vault's capacity is the
 * host's to say where it opens it.
 *
 * @param working the last turns of a session that are in the context
 * @param shortTerm what happened lately
 * @param longTerm what was worth keeping
 * @param episodic what happened
 * @param semantic facts
 * @param procedural skills
 * @param resource what the agent has
 */
public record MemoryCapacities(
    @Property(value = "The last turns of a session in the context", fallback = "20") int working,
    @Property(value = "The most records of short-term memory", fallback = "1000") int shortTerm,
    @Property(value = "The most records of long-term memory", fallback = "10000") int longTerm,
    @Property(value = "The most records of episodic memory", fallback = "5000") int episodic,
    @Property(value = "The most facts", fallback = "3000") int semantic,
    @Property(value = "The most skills", fallback = "2000") int procedural,
    @Property(value = "The most resources", fallback = "1000") int resource) {
  /** 20, 1,000, 10,000, 5,000, 3,000, 2,000 and 1,000. */
  public static final MemoryCapacities STANDARD =
      new MemoryCapacities(20, 1_000, 10_000, 5_000, 3_000, 2_000, 1_000);

  public MemoryCapacities {
    atLeast("working", working, 0);
    atLeast("short_term", shortTerm, 1);
    atLeast("long_term", longTerm, 1);
    atLeast("episodic", episodic, 1);
    atLeast("semantic", semantic, 1);
    atLeast("procedural", procedural, 1);
    atLeast("resource", resource, 1);
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
    }
  }
}

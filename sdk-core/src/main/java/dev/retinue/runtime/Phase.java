package dev.retinue.runtime;

import dev.retinue.health.Health;
import java.time.Duration;
import java.util.List;

/** The phases in which a runtime starts, in order. */
public enum Phase {
  /** The home, the journal, workers, and what the class path offers. */
  FOUNDATION,
  /** Memory, knowledge, models and tools. */
  STORES_AND_TOOLS,
  /** Runs and the mailboxes between agents. */
  COMMUNICATION,
  /** Timers and what goes on by itself. */
  BACKGROUND;

  /**
   * What a phase did.
   *
   * @param took how long it took
   * @param components what it started, and how that went
   */
  public record Report(Phase phase, Duration took, List<Health> components) {
    public Report {
      components = List.copyOf(components);
    }
  }
}

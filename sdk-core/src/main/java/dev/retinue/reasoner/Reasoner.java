package dev.retinue.reasoner;

import dev.retinue.effect.Effects;

/**
 * The control flow that turns a task into effects: one per agent type, found by {@link
 * java.util.ServiceLoader}. Thread-safe and without state of its own. It is deterministic between
 * effects: what it does depends on the task and the results of effects only, never on a clock,
 * randomness, the environment or the order of a hash map.
 */
public interface Reasoner {
  /** The type of the agents it thinks for: {@code react}. */
  String type();

  /** Works on a task to its conclusion. */
  Conclusion reason(Task task, Effects effects);
}

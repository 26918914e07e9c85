package dev.retinue.memory;

/**
 * The kinds of memory, each with a contract of its own for how long something stays and how it
 * comes back. Of what capacity and for how long is in the definition of the agent: {@link
 * dev.retinue.definition.MemoryCapacities}, {@link dev.retinue.definition.MemoryLifetimes}.
 *
 * <p>Source of the division: Tulving, Episodic and Semantic Memory (1972); Squire, Memory Systems
 * of the Brain (2004); the last two are what agents need beside them.
 */
public enum MemoryKind {
  /** The active context: the last turns of the session, in order; never searched. */
  WORKING,
  /** What happened lately, verbatim, until it is consolidated. */
  SHORT_TERM,
  /** What was worth keeping: what was said to be remembered, and what proved to be of use. */
  LONG_TERM,
  /** What happened, verbatim, by time and by similarity. */
  EPISODIC,
  /** Facts, with the time in which they hold. */
  SEMANTIC,
  /** Skills and standing instructions, which come back by their trigger. */
  PROCEDURAL,
  /** What the agent has, and where. */
  RESOURCE,
  /** Secrets: encrypted, never searched, and never in a prompt. */
  VAULT
}

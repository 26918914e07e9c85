package dev.retinue.reasoner;

/** Why a run stopped without an answer though nothing failed. Grows with minor versions. */
public enum StopReason {
  /** A budget is spent: of the run, its agent, its tenant or the host. */
  BUDGET,
  /** The run took as long as it may. */
  DEADLINE,
  /** The reasoner took as many steps as it may. */
  STEP_LIMIT,
  /** The same thing was done over and over. */
  LOOP,
  /** A policy or a person denied what the run could not do without. */
  DENIED,
  /** The model called a tool with arguments that do not fit, again after it was told. */
  MALFORMED_CALL,
  /** The answer was not of the form that was asked for. */
  INVALID_ANSWER,
  /**
   * The runtime was closed; the run is in the journal and goes on when the runtime is built on it
   * again.
   */
  RUNTIME_CLOSED
}

package dev.retinue.runtime;

import dev.retinue.consolidation.Consolidation;

/**
 * A consolidation that was done.
 *
 * @param run id of the run that did it, by which it can be undone; empty if there was nothing to do
 * @param done what was found and done
 */
public record ConsolidationReport(String run, Consolidation done) {
  /** Whether there was something to do. */
  public boolean changed() {
    return !run.isEmpty();
  }
}

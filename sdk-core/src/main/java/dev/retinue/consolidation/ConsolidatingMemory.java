package dev.retinue.consolidation;

import dev.retinue.identity.Principal;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryRecord;
import java.util.List;

/**
 * A memory that knows how its records stand and can be consolidated. By what capacities and
 * lifetimes is in the definition with which it was opened. Thread-safe.
 */
public interface ConsolidatingMemory extends Memory {
  /**
   * Proposes what to change in what is this principal's, of nobody else; changes nothing. A review
   * does a bounded amount of work.
   *
   * @param found records that were made of turns; what is not known yet is proposed to be kept
   */
  Consolidation review(Principal principal, List<MemoryRecord> found);

  /**
   * Changes what is this principal's; visible to the next recall, durable with the next {@link
   * #commit}. Changing it twice is changing it once. What has changed since the review is left
   * alone: what is gone is not shifted, and an added record is not kept if it was made of a record
   * that this change removes or shifts, and that is gone.
   *
   * @throws MemoryException if an added record is of another principal
   */
  void rearrange(MemoryChange change, Principal principal);

  /** Counts that these came into the context of a run. Waits for nothing. */
  void used(List<String> ids);
}

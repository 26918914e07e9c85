package dev.retinue.memory;

import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalView;
import java.time.Instant;
import java.util.List;

/**
 * The memory of one agent, a view of the journal. Thread-safe. There is no search without a
 * principal: isolation is below this interface, not a duty of its callers.
 */
public interface Memory extends JournalView, AutoCloseable {
  /**
   * Keeps a record; visible to the next recall, durable with the next {@link #commit}. Keeping it
   * twice keeps one.
   */
  void keep(MemoryRecord record);

  /**
   * Keeps a record that an earlier process journaled, and did not come to keep for good.
   *
   * @param at when it was journaled; lifetimes begin then
   */
  default void keep(MemoryRecord record, Instant at) {
    keep(record);
  }

  /** The last turns of the session and the relevant others, of this principal or shared. */
  Recollections recall(RecallQuery query, Principal principal);

  /**
   * Records in the order of their ids, which is that of time for those of runs.
   *
   * @param principal who may see them: theirs, or shared
   * @param after only those with a greater id; empty for all
   * @param limit the most that are returned, from 1
   */
  List<MemoryRecord> list(MemorySelection selection, Principal principal, String after, int limit);

  /**
   * Forgets records of a principal, of nobody else: no recall returns them any more. What is shared
   * is forgotten as {@link Principal#SHARED}. Forgetting them twice is forgetting them once.
   *
   * @return how many there were
   */
  int forget(MemorySelection selection, Principal principal);

  /**
   * Whether all that was kept is found by its meaning as well as by its words, where the memory
   * searches by meaning at all. What is not yet is being seen to.
   */
  default boolean findsByMeaning() {
    return true;
  }

  /**
   * Whether a call may take long, since it reads files or computes: such calls are made on worker
   * threads. False for a memory that only looks at the heap.
   */
  default boolean blocks() {
    return true;
  }

  /** Releases files and threads without committing. Idempotent. */
  @Override
  void close();
}

package dev.retinue.memory;

import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalView;

/**
 * The memory of one agent, a view of the journal. Thread-safe. There is no search without a
 * principal: isolation is below this interface, not a duty of its callers.
 */
public interface Memory extends JournalView, AutoCloseable {
  /**
   * Keeps a turn; visible to the next recall, durable with the next {@link #commit}. Keeping it
   * twice keeps one.
   */
  void keep(Turn turn);

  /** The last turns of the session and the relevant others, of this principal or shared. */
  Recollections recall(RecallQuery query, Principal principal);

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

package dev.retinue.journal;

/**
 * A store whose contents are a view of the journal: the journal is the truth, the store can lag
 * behind it and never runs ahead of what it can explain.
 *
 * <p>The contract, in order:
 *
 * <ol>
 *   <li>What is applied to the store is visible to the next search, and need not be on disk.
 *   <li>{@link #commit} makes durable all that was applied, together with the position it is called
 *       with, in one atomic step. The runtime calls it only with a position up to which everything
 *       was applied.
 *   <li>When a store is opened, {@link #committed} is the position of its last commit, and the
 *       store contains exactly what it contained then. The runtime applies again every record that
 *       the position does not cover.
 *   <li>Applying a record a second time changes nothing: records have ids.
 *   <li>The journal keeps a record until every view has committed a position that covers it.
 * </ol>
 */
public interface JournalView {
  /** The position stored with the last commit, {@link JournalPosition#NONE} if there was none. */
  JournalPosition committed();

  /**
   * Makes everything applied so far durable, and remembers that it contains the journal up to
   * {@code position}.
   */
  void commit(JournalPosition position);
}

package dev.retinue.journal;

/**
 * A place in one journal. Positions of different journals are not comparable: to a store that was
 * last committed under another journal (its folder was copied to another home), everything in this
 * one is later.
 *
 * @param journal id of the journal, made once when the journal was created
 * @param offset place of a record in it, from 1 upwards; 0 is before the first
 */
public record JournalPosition(String journal, long offset) {
  /** The position of a store that was never committed. */
  public static final JournalPosition NONE = new JournalPosition("", 0);

  public JournalPosition {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative, got " + offset);
    }
  }

  /** Whether a store committed at this position already contains the record at {@code other}. */
  public boolean covers(JournalPosition other) {
    return journal.equals(other.journal) && offset >= other.offset;
  }

  /** {@code journal@offset}, the form in which stores keep it. */
  @Override
  public String toString() {
    return journal + "@" + offset;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static JournalPosition parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("not a journal position: '" + text + "'");
    }
    return new JournalPosition(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
  }
}

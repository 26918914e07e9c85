package dev.retinue.consolidation;

import dev.retinue.memory.MemoryRecord;

/**
 * Two records that may contradict each other: a candidate, found by their words and times without a
 * model, for somebody to look at. Nothing is changed because of it.
 *
 * @param one the record that was looked at
 * @param other a record that was there already
 * @param sign what it was found by
 */
public record Contradiction(MemoryRecord one, MemoryRecord other, Sign sign) {
  /** What a contradiction is found by. */
  public enum Sign {
    OTHER_VALUE("state different values for the same time"),
    DENIAL("say the same, and one of them denies it"),
    OPPOSITE("say the same but for words of opposite meaning"),
    OTHER_NUMBER("say the same with different numbers");

    private final String reason;

    Sign(String reason) {
      this.reason = reason;
    }

    /** In words, after "they". */
    public String reason() {
      return reason;
    }
  }

  @Override
  public String toString() {
    return one.id() + " and " + other.id() + " " + sign.reason();
  }
}

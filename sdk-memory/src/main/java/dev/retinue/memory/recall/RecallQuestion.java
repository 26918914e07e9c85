package dev.retinue.memory.recall;

import dev.retinue.collection.Filter;
import java.time.ZonedDateTime;

/**
 * What is asked of memory.
 *
 * @param text natural language
 * @param visible what may be found at all; nothing else is looked at
 * @param limit how many records at most, 1 to {@value #MAX_LIMIT}
 * @param now what "last week" in the text is counted from, in the asker's time zone
 */
public record RecallQuestion(String text, Filter visible, int limit, ZonedDateTime now) {
  public static final int MAX_LIMIT = 1000;

  public RecallQuestion {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "the limit of a recall must be 1 to " + MAX_LIMIT + ", got " + limit);
    }
  }
}

package dev.retinue.memory.recall;

import java.util.List;

/**
 * What a recall found.
 *
 * @param hits best first
 * @param answerable how likely it is, 0 to 1, that the question has an answer among what was found;
 *     below a half an agent had better say that it does not know
 */
public record Recalled(List<RecallHit> hits, double answerable) {
  public Recalled {
    hits = List.copyOf(hits);
  }
}

package dev.retinue.runtime;

import java.util.List;
import java.util.Map;

/**
 * What was forgotten of a subject, and what was not. It holds ids and no content, so that it may be
 * kept as evidence. Immutable.
 *
 * @param records ids of the records that are gone, by their sort: {@code Turn}, {@code Note},
 *     {@code Fact}, {@code Skill}, {@code Resource}
 * @param runs ids of the runs that are gone from the journal and from the agent's history
 * @param left what was found and could not be erased, by its id, and why
 */
public record ForgettingReceipt(
    Map<String, List<String>> records, List<String> runs, Map<String, String> left) {
  public ForgettingReceipt {
    records = Map.copyOf(records);
    runs = List.copyOf(runs);
    left = Map.copyOf(left);
  }

  /** Whether nothing of it was left. */
  public boolean isComplete() {
    return left.isEmpty();
  }
}

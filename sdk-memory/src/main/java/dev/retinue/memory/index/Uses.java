package dev.retinue.memory.index;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How often records were used, since it was last written into their entries. A recall only counts;
 * what was counted and not written is lost in a crash. Thread-safe.
 */
final class Uses {
  /** So many records with uses that are not written had better be. */
  private static final int MANY = 256;

  private final ConcurrentMap<String, Use> uses = new ConcurrentHashMap<>();

  /**
   * @param times how often
   * @param last when it was last
   */
  record Use(int times, Instant last) {
    Use and(Use other) {
      return new Use(times + other.times, other.last.isAfter(last) ? other.last : last);
    }
  }

  void count(List<String> ids, Instant now) {
    ids.forEach(id -> uses.merge(id, new Use(1, now), Use::and));
  }

  /** Those of a record that are not written; null if there are none. */
  @Nullable Use of(String id) {
    return uses.get(id);
  }

  boolean areMany() {
    return uses.size() >= MANY;
  }

  boolean isEmpty() {
    return uses.isEmpty();
  }

  /** Those that are not written, to be written. */
  Map<String, Use> taken() {
    Map<String, Use> taken = new LinkedHashMap<>();
    for (String id : uses.keySet()) {
      Use use = uses.remove(id);
      if (use != null) {
        taken.put(id, use);
      }
    }
    return taken;
  }
}

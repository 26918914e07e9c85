package dev.retinue.memory.index;

import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Recollections.Recollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What of the recalled has room in a prompt: each kind has an equal share, out of which no other
 * can crowd it; what a kind leaves goes to the best of the others.
 */
final class Share {
  /** Characters of a token, and tokens around a record: estimates on the long side for English. */
  private static final int TOKEN_CHARS = 4;

  private static final int FRAME_TOKENS = 16;

  private Share() {}

  /**
   * What has room, best first.
   *
   * @param tokens for all of them; 0 for any length
   * @param most how many at most
   * @param first those that come before others of the same score
   */
  static List<Recollection> within(
      int tokens, int most, List<Recollection> first, List<Recollection> others) {
    Map<String, Recollection> found = new LinkedHashMap<>();
    Stream.of(first, others)
        .flatMap(List::stream)
        .forEach(each -> found.putIfAbsent(each.record().id(), each));
    List<Recollection> ranked = best(found.values()).limit(most).toList();
    if (tokens == 0 || ranked.isEmpty()) {
      return ranked;
    }
    long share = tokens / ranked.stream().map(Recollection::kind).distinct().count();
    Map<MemoryKind, Long> used = new EnumMap<>(MemoryKind.class);
    Map<String, Recollection> taken = new LinkedHashMap<>();
    long left = tokens;
    for (Recollection each : ranked) {
      long ofKind = used.getOrDefault(each.kind(), 0L) + tokens(each.record());
      if (ofKind <= share) {
        used.put(each.kind(), ofKind);
        taken.put(each.record().id(), each);
        left -= tokens(each.record());
      }
    }
    for (Recollection each : ranked) {
      if (tokens(each.record()) <= left && taken.putIfAbsent(each.record().id(), each) == null) {
        left -= tokens(each.record());
      }
    }
    return best(taken.values()).toList();
  }

  private static Stream<Recollection> best(Collection<Recollection> found) {
    return found.stream().sorted(Comparator.comparingDouble(Recollection::score).reversed());
  }

  static long tokens(MemoryRecord record) {
    return FRAME_TOKENS + (long) record.text().length() / TOKEN_CHARS;
  }
}

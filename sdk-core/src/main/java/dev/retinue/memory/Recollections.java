package dev.retinue.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What memory returned.
 *
 * @param recent the last turns of the session, oldest first
 * @param relevant other records that bear on the query, best first; none of them is among {@code
 *     recent}
 * @param support how likely it is that {@code relevant} holds what the query asks for, in [0, 1]; 0
 *     if there is none
 */
public record Recollections(List<Turn> recent, List<Recollection> relevant, double support) {
  /** Scores below it are as good as none. */
  private static final double LEAST = 1e-3;

  /** How much the second best of a session adds to the best. */
  private static final double SECOND = 0.2;

  public static final Recollections NOTHING = new Recollections(List.of(), List.of(), 0);

  public Recollections {
    recent = List.copyOf(recent);
    relevant = List.copyOf(relevant);
    if (!(support >= 0 && support <= 1)) {
      throw new IllegalArgumentException("support must be in [0, 1], got " + support);
    }
  }

  /**
   * The sessions that the relevant are of, best first: the best of each decides, and the second
   * best where those are close.
   */
  public List<String> sessions() {
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    for (Recollection found : relevant) {
      scores
          .computeIfAbsent(found.record().context().session(), any -> new ArrayList<>())
          .add(Math.log(Math.max(LEAST, found.score())));
    }
    return scores.entrySet().stream()
        .sorted(Comparator.comparingDouble(session -> -worth(session.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static double worth(List<Double> bestFirst) {
    double second = bestFirst.size() > 1 ? bestFirst.get(1) : Math.log(LEAST);
    return bestFirst.getFirst() + SECOND * second;
  }

  /**
   * @param record what came back
   * @param kind the kind of memory that it came from
   * @param score how relevant, in [0, 1]; comparable within one recall
   * @param parts what the score came from, by name: shares of what recollections are ordered by,
   *     the greatest first; empty if the memory does not tell
   */
  public record Recollection(
      MemoryRecord record, MemoryKind kind, double score, Map<String, Double> parts) {
    public Recollection {
      parts = parts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Of a memory that does not tell what the score came from. */
    public Recollection(MemoryRecord record, MemoryKind kind, double score) {
      this(record, kind, score, Map.of());
    }

    /** Where the score came from, and where the record did, in one line. */
    public String explain() {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.3f", score));
      parts.forEach(
          (part, share) -> line.append(String.format(Locale.ROOT, " %+.2f %s", share, part)));
      Context context = record.context();
      line.append("; ")
          .append(record.getClass().getSimpleName().toLowerCase(Locale.ROOT))
          .append(' ')
          .append(record.id())
          .append(" of session ")
          .append(context.session())
          .append(" with ")
          .append(context.principal().name())
          .append(" at ")
          .append(context.at());
      if (!record.sources().isEmpty()) {
        line.append(", from ").append(String.join(", ", record.sources()));
      }
      return line.toString();
    }
  }
}

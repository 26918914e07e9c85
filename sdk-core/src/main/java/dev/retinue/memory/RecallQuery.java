package dev.retinue.memory;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to recall. On whose behalf is not part of it: the pipeline adds the run's principal.
 *
 * @param text what the recalled should be relevant to
 * @param session the current session, whose last turns are returned in order
 * @param recentTurns how many of the session's last turns, from 0
 * @param relevant how many relevant records, of other sessions, or older ones of this session, from
 *     0
 * @param bounds what is recalled, and how much of it
 */
public record RecallQuery(
    String text, String session, int recentTurns, int relevant, Bounds bounds) {
  public RecallQuery {
    bounds = Objects.requireNonNullElse(bounds, Bounds.NONE); // Recorded before there were any.
    if (recentTurns < 0 || relevant < 0) {
      throw new IllegalArgumentException(
          "recentTurns and relevant must not be negative, got " + recentTurns + " and " + relevant);
    }
  }

  /** Of all kinds, at any length. */
  public RecallQuery(String text, String session, int recentTurns, int relevant) {
    this(text, session, recentTurns, relevant, Bounds.NONE);
  }

  /**
   * What of the memory is searched, and how much comes back.
   *
   * @param kinds the kinds that are searched; empty for all
   * @param tokens how long all relevant records may be together, in tokens, as estimated; 0 for any
   *     length
   * @param asOf the time at which facts are to hold; null for now
   * @param known ids of records that the context holds already
   */
  public record Bounds(
      List<MemoryKind> kinds, int tokens, @Nullable Instant asOf, List<String> known) {
    /** None. */
    public static final Bounds NONE = new Bounds(List.of(), 0, null, List.of());

    public Bounds {
      kinds = kinds.stream().distinct().sorted().toList();
      known = List.copyOf(known);
      if (tokens < 0) {
        throw new IllegalArgumentException("tokens must not be negative, got " + tokens);
      }
    }
  }

  /** The same within other bounds. */
  public RecallQuery within(Bounds other) {
    return new RecallQuery(text, session, recentTurns, relevant, other);
  }
}

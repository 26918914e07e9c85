package dev.retinue.memory;

import java.util.List;

/**
 * What memory returned.
 *
 * @param recent the last turns of the session, oldest first
 * @param relevant other turns that bear on the query, best first; none of them is among {@code
 *     recent}
 */
public record Recollections(List<Turn> recent, List<Recollection> relevant) {
  public static final Recollections NOTHING = new Recollections(List.of(), List.of());

  public Recollections {
    recent = List.copyOf(recent);
    relevant = List.copyOf(relevant);
  }

  /**
   * @param turn the turn
   * @param score how relevant, in [0, 1]; comparable within one recall
   */
  public record Recollection(Turn turn, double score) {}
}

package dev.retinue.timeline;

import dev.retinue.history.Step.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Where a moment stands between the left edge (0) and the right edge (1): in proportion, but for
 * long stretches in which nothing was performed, which are folded to a sliver each.
 */
final class TimeScale {
  private static final double FOLD_FROM = 0.12;
  private static final double FOLD_TO = 0.045;

  private final List<Piece> pieces = new ArrayList<>();

  /** A stretch of time with its place. */
  record Piece(Instant from, Instant to, boolean folded, double left, double right) {
    Duration length() {
      return Duration.between(from, to);
    }
  }

  /** A label of the axis. */
  record Tick(double place, String label) {}

  /**
   * @param busy when something was performed, in any order
   */
  TimeScale(Instant start, Instant end, List<Span> busy) {
    List<Span> gaps = gaps(start, end, busy);
    double all = nanos(start, end);
    double active = all - gaps.stream().mapToDouble(TimeScale::nanos).sum();
    // What is short beside the work is drawn as it is; a run that only waited is not folded away.
    double least = Math.max(active * FOLD_FROM, 1_000_000);
    List<Span> folds =
        active <= 0 ? List.of() : gaps.stream().filter(gap -> nanos(gap) > least).toList();
    double fold = folds.size() > 8 ? 8 * FOLD_TO / folds.size() : FOLD_TO;
    double drawn = all - folds.stream().mapToDouble(TimeScale::nanos).sum();
    double room = 1 - folds.size() * fold;
    Instant from = start;
    double left = 0;
    for (Span gap : folds) {
      left =
          add(
              from,
              gap.from(),
              false,
              left,
              drawn <= 0 ? 0 : room * nanos(from, gap.from()) / drawn);
      left = add(gap.from(), Objects.requireNonNull(gap.to()), true, left, fold);
      from = Objects.requireNonNull(gap.to());
    }
    add(from, end, false, left, 1 - left);
  }

  private double add(Instant from, Instant to, boolean folded, double left, double width) {
    if (to.isAfter(from)) {
      pieces.add(new Piece(from, to, folded, left, left + width));
      return left + width;
    }
    return left;
  }

  private static List<Span> gaps(Instant start, Instant end, List<Span> busy) {
    List<Span> gaps = new ArrayList<>();
    Instant from = start;
    for (Span span : busy.stream().sorted(Comparator.comparing(Span::from)).toList()) {
      if (span.from().isAfter(from)) {
        gaps.add(new Span(from, span.from()));
      }
      Instant to = Objects.requireNonNull(span.to());
      from = to.isAfter(from) ? to : from;
    }
    if (end.isAfter(from)) {
      gaps.add(new Span(from, end));
    }
    return gaps;
  }

  private static double nanos(Span span) {
    return nanos(span.from(), Objects.requireNonNull(span.to()));
  }

  private static double nanos(Instant from, Instant to) {
    return Duration.between(from, to).toNanos();
  }

  /** Whether there is no time to show: all happened at one moment of the runtime's clock. */
  boolean isEmpty() {
    return pieces.isEmpty();
  }

  double place(Instant moment) {
    for (Piece piece : pieces) {
      if (!moment.isAfter(piece.to())) {
        double into = Math.max(0, nanos(piece.from(), moment)) / nanos(piece.from(), piece.to());
        return piece.left() + into * (piece.right() - piece.left());
      }
    }
    return 1;
  }

  List<Piece> folds() {
    return pieces.stream().filter(Piece::folded).toList();
  }

  /**
   * Labels at round times since the start, and after a fold since its end; at most so many, none
   * inside a fold.
   */
  List<Tick> ticks(int most) {
    List<Tick> ticks = new ArrayList<>();
    double drawn =
        pieces.stream().filter(p -> !p.folded()).mapToDouble(p -> p.length().toNanos()).sum();
    long step = round(drawn / most);
    for (Piece piece : pieces) {
      if (piece.folded()) {
        continue;
      }
      boolean first = piece.equals(pieces.getFirst());
      for (long at = first ? 0 : step; at <= piece.length().toNanos(); at += step) {
        double place = place(piece.from().plusNanos(at));
        boolean room = ticks.isEmpty() || place - ticks.getLast().place() > 0.7 / most;
        boolean clear =
            folds().stream()
                .allMatch(fold -> Math.abs(place - (fold.left() + fold.right()) / 2) > 0.05);
        if (room && clear && place < 0.94) {
          ticks.add(
              new Tick(
                  place,
                  at == 0 ? "0" : (first ? "" : "+") + Wording.ofTime(Duration.ofNanos(at))));
        }
      }
    }
    return ticks;
  }

  /**
   * The next 1, 2 or 5 times a power of ten, of a second's fractions; above that of clock units.
   */
  private static long round(double nanos) {
    long[] clock = {
      1_000_000_000L, 2_000_000_000L, 5_000_000_000L, 10_000_000_000L, 30_000_000_000L,
      60_000_000_000L, 300_000_000_000L, 600_000_000_000L, 1_800_000_000_000L, 3_600_000_000_000L,
      7_200_000_000_000L, 21_600_000_000_000L, 43_200_000_000_000L, 86_400_000_000_000L
    };
    long fraction = 1_000;
    while (fraction < 1_000_000_000L) {
      for (int digit : new int[] {1, 2, 5}) {
        if (fraction * digit >= nanos) {
          return fraction * digit;
        }
      }
      fraction *= 10;
    }
    for (long unit : clock) {
      if (unit >= nanos) {
        return unit;
      }
    }
    return Math.max(1, (long) Math.ceil(nanos / clock[clock.length - 1])) * clock[clock.length - 1];
  }
}

package dev.retinue.history;

import dev.retinue.history.Step.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Sets of closed stretches of time. */
public final class Spans {
  private Spans() {}

  /** The same time, in order and without overlaps. */
  public static List<Span> union(List<Span> spans) {
    List<Span> union = new ArrayList<>();
    for (Span span : spans.stream().sorted(Comparator.comparing(Span::from)).toList()) {
      if (!end(span).isAfter(span.from())) {
        continue;
      }
      Span last = union.isEmpty() ? null : union.getLast();
      if (last == null || end(last).isBefore(span.from())) {
        union.add(span);
      } else if (end(span).isAfter(end(last))) {
        union.set(union.size() - 1, new Span(last.from(), span.to()));
      }
    }
    return union;
  }

  /** What is in the first set and not in the second; both are unions. */
  public static List<Span> without(List<Span> set, List<Span> other) {
    List<Span> left = new ArrayList<>();
    for (Span span : set) {
      Instant from = span.from();
      for (Span cut : other) {
        if (end(cut).isAfter(from) && cut.from().isBefore(end(span))) {
          if (cut.from().isAfter(from)) {
            left.add(new Span(from, cut.from()));
          }
          from = end(cut);
        }
      }
      if (from.isBefore(end(span))) {
        left.add(new Span(from, span.to()));
      }
    }
    return left;
  }

  private static Instant end(Span span) {
    return Objects.requireNonNull(span.to(), "a span of a set has an end");
  }
}

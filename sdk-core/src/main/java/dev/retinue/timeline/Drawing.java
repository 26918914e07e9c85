package dev.retinue.timeline;

import dev.retinue.budget.Money;
import dev.retinue.history.RunHistory;
import dev.retinue.history.Spans;
import dev.retinue.history.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rows and where they stand on the time scale, for whichever form. Immutable. */
final class Drawing {
  final RunHistory history;
  final List<Row> rows;
  final TimeScale scale;

  /**
   * A part of a bar.
   *
   * @param waits whether it waited there, or was performed
   */
  record Bar(double left, double right, boolean waits) {}

  Drawing(RunHistory history) {
    this.history = history;
    this.rows = Row.of(history);
    this.scale = new TimeScale(history.span().from(), history.asOf(), busy(rows));
  }

  private static List<Step.Span> busy(List<Row> rows) {
    List<Step.Span> waits = new ArrayList<>();
    List<Step.Span> enclosing = new ArrayList<>();
    List<Step.Span> busy = new ArrayList<>();
    for (Row row : rows) {
      for (Step.Mark mark : row.step().marks()) {
        if (mark instanceof Step.Mark.Waited waited) {
          waits.add(
              new Step.Span(
                  waited.span().from(),
                  Objects.requireNonNullElse(waited.span().to(), row.run().asOf())));
        }
      }
      (row.encloses() ? enclosing : busy).addAll(row.busy());
    }
    busy.addAll(Spans.without(Spans.union(enclosing), Spans.union(waits)));
    return Spans.union(busy);
  }

  /** The bars of a row, in order; without any time to show, its place in the order of rows. */
  List<Bar> bars(int index) {
    Row row = rows.get(index);
    if (scale.isEmpty()) {
      return List.of(new Bar((double) index / rows.size(), (index + 1.0) / rows.size(), false));
    }
    List<Bar> bars = new ArrayList<>();
    for (Step.Span span : row.busy()) {
      bars.add(
          new Bar(scale.place(span.from()), scale.place(Objects.requireNonNull(span.to())), false));
    }
    for (Step.Mark mark : row.step().marks()) {
      if (mark instanceof Step.Mark.Waited waited) {
        bars.add(
            new Bar(
                scale.place(waited.span().from()),
                scale.place(Objects.requireNonNullElse(waited.span().to(), row.run().asOf())),
                true));
      }
    }
    if (bars.isEmpty()) {
      double place = scale.place(row.step().span().from());
      bars.add(new Bar(place, place, false));
    }
    return bars;
  }

  /** Time in which the row was performed, waits aside. */
  Duration took(Row row) {
    return row.step().span().until(row.run().asOf()).minus(row.step().waited(row.run().asOf()));
  }

  long modelCalls() {
    return count("CallModel");
  }

  long toolCalls() {
    return count("CallTool");
  }

  private long count(String effect) {
    return rows.stream().filter(row -> row.step().effect().equals(effect)).count();
  }

  long inputTokens() {
    return rows.stream().mapToLong(row -> row.step().tokens().input()).sum();
  }

  Money money() {
    return rows.stream().map(row -> row.step().money()).reduce(Money.ZERO, Money::plus);
  }

  long outputTokens() {
    return rows.stream().mapToLong(row -> row.step().tokens().output()).sum();
  }

  /** Time of the run in which something was performed. */
  Duration active() {
    return history.span().until(history.asOf()).minus(waited());
  }

  /** Time of the run in which it did nothing but wait, a delegated run's waiting included. */
  Duration waited() {
    Duration folded = Duration.ZERO;
    List<Step.Span> waits = new ArrayList<>();
    for (Row row : rows) {
      for (Step.Mark mark : row.step().marks()) {
        if (mark instanceof Step.Mark.Waited waited) {
          waits.add(
              new Step.Span(
                  waited.span().from(),
                  Objects.requireNonNullElse(waited.span().to(), row.run().asOf())));
        }
      }
    }
    for (Step.Span span : Spans.without(Spans.union(waits), busy(rows))) {
      folded = folded.plus(span.until(history.asOf()));
    }
    return folded;
  }

  /** An address for reading and for a link: unique in the page. */
  static String anchor(Row row) {
    return "s-"
        + row.run().run()
        + "-"
        + row.step().address().path().replace('/', '_').replace('.', '-');
  }
}

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
    List<Step.Span> enclosing = new ArrayList<>();
    List<Step.Span> busy = new ArrayList<>();
    for (Row row : rows) {
      (row.encloses() ? enclosing : busy).addAll(row.busy());
    }
    busy.addAll(Spans.without(Spans.union(enclosing), waits(rows)));
    return Spans.union(busy);
  }

  private static List<Step.Span> waits(List<Row> rows) {
    return Spans.union(rows.stream().flatMap(row -> row.waits().stream()).toList());
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
    for (Step.Span span : row.waits()) {
      bars.add(
          new Bar(scale.place(span.from()), scale.place(Objects.requireNonNull(span.to())), true));
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
    Duration waited = Duration.ZERO;
    for (Step.Span span : Spans.without(waits(rows), busy(rows))) {
      waited = waited.plus(span.until(history.asOf()));
    }
    return waited;
  }

  /** An address for reading and for a link: unique in the page. */
  static String anchor(Row row) {
    return "s-"
        + row.run().run()
        + "-"
        + row.step().address().path().replace('/', '_').replace('.', '-');
  }
}

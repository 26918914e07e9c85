package dev.retinue.timeline;

import dev.retinue.budget.Money;
import dev.retinue.history.RunHistory;
import dev.retinue.history.Step;
import dev.retinue.timeline.Drawing.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes the lines. Confined to a call. */
final class TextTimeline {
  private static final int NUMBERS = 11;
  private static final int TOKENS = 8;

  private final RunHistory history;
  private final Drawing drawing;
  private final int width;
  private final StringBuilder out = new StringBuilder();

  TextTimeline(RunHistory history, int width) {
    this.history = history;
    this.drawing = new Drawing(history);
    this.width = width;
  }

  String lines() {
    heading();
    int place = 4;
    for (Row row : drawing.rows) {
      place = Math.max(place, label(row).length());
    }
    place = Math.min(place, width / 4);
    int chart = Math.max(10, width / 4);
    int what = width - place - chart - NUMBERS - TOKENS - 4;
    line(
        fit("step", place)
            + " "
            + fit("effect", what)
            + " "
            + fit("when", chart)
            + " "
            + right("took", NUMBERS)
            + " "
            + right("tokens", TOKENS));
    for (int i = 0; i < drawing.rows.size(); i++) {
      Row row = drawing.rows.get(i);
      long tokens = row.step().tokens().total();
      line(
          fit(label(row), place)
              + " "
              + fit(words(row), what)
              + " "
              + chart(drawing.bars(i), row, chart)
              + " "
              + right(Wording.ofTime(drawing.took(row)), NUMBERS)
              + " "
              + right(tokens == 0 ? "" : Wording.ofCount(tokens), TOKENS));
    }
    folds(place + what + 2, chart);
    outcome();
    return out.toString();
  }

  private void heading() {
    Duration waited = drawing.waited();
    wrapped(
        "run "
            + history.run()
            + " of "
            + history.scope().agent()
            + ": "
            + Wording.ofEnding(history)
            + ", "
            + Wording.ofTime(drawing.active())
            + " active"
            + (waited.isZero() ? "" : ", " + Wording.ofTime(waited) + " waited")
            + ", "
            + Wording.ofCount(drawing.rows.size())
            + " effects, "
            + Wording.ofCount(drawing.inputTokens() + drawing.outputTokens())
            + " tokens"
            + (drawing.money().equals(Money.ZERO) ? "" : ", " + Wording.ofMoney(drawing.money())));
    wrapped("> " + Wording.line(history.asked().input(), 4 * width));
    out.append('\n');
  }

  private static String label(Row row) {
    String sign =
        row.branches() < 2
            ? "  "
            : row.branch() == 0 ? "┌ " : row.branch() == row.branches() - 1 ? "└ " : "│ ";
    return "  ".repeat(row.depth()) + sign + row.step().address().path();
  }

  private static String words(Row row) {
    StringBuilder words = new StringBuilder(row.step().wentWrong() ? "✗ " : "");
    words.append(row.name());
    for (Step.Mark mark : row.step().marks()) {
      switch (mark) {
        case Step.Mark.Decided decided ->
            words.append(decided.denial() == null ? " (approved)" : " (denied)");
        case Step.Mark.Waited waited ->
            words
                .append(waited.span().to() == null ? " (waiting " : " (waited ")
                .append(Wording.ofTime(waited.span().until(row.run().asOf())))
                .append(')');
        case Step.Mark.Settled settled -> words.append(" (settled)");
        case Step.Mark.Allowed allowed -> {}
      }
    }
    if (!row.asked().isEmpty()) {
      words.append(' ').append(row.asked());
    }
    return words.append(" → ").append(row.came()).toString();
  }

  private static String chart(List<Bar> bars, Row row, int width) {
    char[] cells = new char[width];
    java.util.Arrays.fill(cells, ' ');
    for (Bar bar : bars) {
      int from = Math.min(width - 1, (int) (bar.left() * width));
      int to = Math.max(from + 1, (int) Math.ceil(bar.right() * width - 1e-9));
      char sign = bar.waits() ? '·' : row.encloses() ? '─' : '█';
      for (int i = from; i < Math.min(width, to); i++) {
        if (cells[i] != '█') {
          cells[i] = sign;
        }
      }
    }
    return new String(cells);
  }

  private void folds(int indent, int chart) {
    List<TimeScale.Piece> folds = drawing.scale.folds();
    if (!folds.isEmpty()) {
      char[] cells = new char[chart];
      java.util.Arrays.fill(cells, ' ');
      List<String> lengths = new ArrayList<>();
      for (TimeScale.Piece fold : folds) {
        cells[Math.min(chart - 1, (int) ((fold.left() + fold.right()) / 2 * chart))] = '≈';
        lengths.add(Wording.ofTime(fold.length()));
      }
      line(" ".repeat(indent) + new String(cells));
      wrapped("≈ time without work, drawn short: " + String.join(", ", lengths));
    }
  }

  private void outcome() {
    history
        .outcome()
        .ifPresent(outcome -> {
          out.append('\n');
          outcome.text().lines().forEach(line -> wrapped("  " + Wording.line(line, 100_000)));
        });
  }

  private void line(String line) {
    out.append(line.stripTrailing()).append('\n');
  }

  /** Over as many lines as it takes. */
  private void wrapped(String text) {
    String rest = text;
    while (Columns.of(rest) > width) {
      String head = Columns.cut(rest, width);
      int space = head.lastIndexOf(' ');
      String first = space > width / 2 ? head.substring(0, space) : head;
      out.append(first.stripTrailing()).append('\n');
      rest = "  " + rest.substring(first.length()).strip();
    }
    out.append(rest.stripTrailing()).append('\n');
  }

  private static String fit(String text, int width) {
    String line = Wording.line(text.stripLeading(), width * 2);
    String whole = text.substring(0, text.length() - text.stripLeading().length()) + line;
    int columns = Columns.of(whole);
    if (columns > width) {
      whole = Columns.cut(whole, width - 1) + "…";
      columns = Columns.of(whole);
    }
    return whole + " ".repeat(Math.max(0, width - columns));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}

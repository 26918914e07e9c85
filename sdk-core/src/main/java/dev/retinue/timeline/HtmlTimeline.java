package dev.retinue.timeline;

import dev.retinue.budget.Money;
import dev.retinue.history.RunHistory;
import dev.retinue.knowledge.Cited;
import dev.retinue.run.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Writes the page. Confined to a call. */
final class HtmlTimeline {
  private final RunHistory history;
  private final Drawing drawing;
  private final Html out = new Html();

  HtmlTimeline(RunHistory history) {
    this.history = history;
    this.drawing = new Drawing(history);
  }

  String page() {
    String title = name() + ": " + Wording.line(history.asked().input(), 60);
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    out.text(title);
    out.append("</title>\n<style>\n").append(stylesheet());
    folds();
    out.append("</style>\n</head>\n<body>\n<main>\n");
    heading();
    HtmlStrip strip = new HtmlStrip(drawing, out);
    strip.strip();
    strip.legend();
    new HtmlRows(drawing, out).rows();
    outcome();
    out.append("</main>\n</body>\n</html>\n");
    return out.toString();
  }

  private static String stylesheet() {
    try (InputStream in = HtmlTimeline.class.getResourceAsStream("timeline.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("timeline.css is part of this library", e);
    }
  }

  /** Folded time as a pattern behind every bar, once for the page. */
  private void folds() {
    List<TimeScale.Piece> folds = drawing.scale.folds();
    if (folds.isEmpty()) {
      return;
    }
    out.append(":root{--folds:linear-gradient(to right");
    for (TimeScale.Piece fold : folds) {
      out.append(",transparent ")
          .append(Html.percent(fold.left()))
          .append(",var(--fold) ")
          .append(Html.percent(fold.left()))
          .append(" ")
          .append(Html.percent(fold.right()))
          .append(",transparent ")
          .append(Html.percent(fold.right()));
    }
    out.append(")}\n");
  }

  private String name() {
    return history
        .definition()
        .map(definition -> definition.agent().name())
        .orElse(history.scope().agent());
  }

  // --- the top: what it was, how it ended, what it used

  private void heading() {
    out.append("<header>\n<div class=\"ids\">");
    out.text(name());
    out.append("<span class=\"sep\">/</span><code>");
    out.text(history.run());
    out.append("</code><span class=\"sep\">/</span>").append(Html.moment(history.span().from()));
    if (history.asked().fork() != null) {
      out.append("<span class=\"sep\">/</span>forked from <code>");
      out.text(history.asked().fork().run());
      out.append("</code> at <code>");
      out.text(history.asked().fork().address());
      out.append("</code>");
    }
    out.append("</div>\n<h1>");
    out.text(Wording.line(history.asked().input(), 400));
    out.append("</h1>\n<div class=\"tiles\">");
    badge();
    Duration waited = drawing.waited();
    tile("active", Wording.ofTime(drawing.active()));
    if (!waited.isZero()) {
      tile("waited", Wording.ofTime(waited));
    }
    tile("effects", Wording.ofCount(drawing.rows.size()));
    count("model calls", drawing.modelCalls());
    count("tool calls", drawing.toolCalls());
    count("tokens in", drawing.inputTokens());
    count("tokens out", drawing.outputTokens());
    if (!drawing.money().equals(Money.ZERO)) {
      tile("cost", Wording.ofMoney(drawing.money()));
    }
    out.append("</div>\n</header>\n");
  }

  private void badge() {
    String colour =
        switch (history.outcome().orElse(null)) {
          case Outcome.Answered answered -> " good";
          case Outcome.Failed failed -> " bad";
          case Outcome.InDoubt doubt -> " bad";
          case Outcome.Stopped stopped -> "";
          case Outcome.Cancelled cancelled -> "";
          case null -> "";
        };
    out.append("<div class=\"badge")
        .append(colour)
        .append("\">")
        .append(Wording.ofEnding(history))
        .append("</div>");
  }

  private void count(String label, long number) {
    if (number > 0) {
      tile(label, Wording.ofCount(number));
    }
  }

  private void tile(String label, String value) {
    out.append("<div class=\"tile\"><b>")
        .append(value)
        .append("</b><span>")
        .append(label)
        .append("</span></div>");
  }

  private void outcome() {
    Outcome outcome = history.outcome().orElse(null);
    if (outcome == null) {
      return;
    }
    out.append("<section class=\"outcome\"><h2>");
    out.append(outcome instanceof Outcome.Answered ? "Answer" : "End");
    out.append("</h2><pre>");
    out.text(outcome.text());
    out.append("</pre>");
    if (outcome instanceof Outcome.Answered answered && !answered.citations().isEmpty()) {
      out.append("<ul>");
      for (Cited cited : answered.citations()) {
        out.append("<li>[").number(cited.mark()).append("] ");
        out.text(cited.citation().toString());
        out.append("</li>");
      }
      out.append("</ul>");
    }
    out.append("</section>\n");
  }
}

package dev.retinue.timeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.retinue.budget.Money;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.RunHistory;
import dev.retinue.history.Step;
import dev.retinue.journal.Payload;
import dev.retinue.json.Json;
import dev.retinue.knowledge.Cited;
import dev.retinue.model.ModelReply;
import dev.retinue.run.Outcome;
import dev.retinue.timeline.Drawing.Bar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Writes the page. Confined to a call. */
final class HtmlTimeline {
  private static final int LONGEST_TEXT = 20_000;
  private static final int LANES = 10;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final RunHistory history;
  private final Drawing drawing;
  private final StringBuilder out = new StringBuilder(64 * 1024);

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
    text(title);
    out.append("</title>\n<style>\n").append(stylesheet());
    folds();
    out.append("</style>\n</head>\n<body>\n<main>\n");
    heading();
    strip();
    legend();
    rows();
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
          .append(percent(fold.left()))
          .append(",var(--fold) ")
          .append(percent(fold.left()))
          .append(' ')
          .append(percent(fold.right()))
          .append(",transparent ")
          .append(percent(fold.right()));
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
    text(name());
    out.append("<span class=\"sep\">/</span><code>");
    text(history.run());
    out.append("</code><span class=\"sep\">/</span>").append(MOMENT.format(history.span().from()));
    if (history.asked().fork() != null) {
      out.append("<span class=\"sep\">/</span>forked from <code>");
      text(history.asked().fork().run());
      out.append("</code> at <code>");
      text(history.asked().fork().address());
      out.append("</code>");
    }
    out.append("</div>\n<h1>");
    text(Wording.line(history.asked().input(), 400));
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
    String word =
        history
            .outcome()
            .map(outcome ->
                switch (outcome) {
                  case Outcome.Answered answered -> "good\">answered";
                  case Outcome.Stopped stopped -> "warn\">stopped";
                  case Outcome.Failed failed -> "bad\">failed";
                  case Outcome.Cancelled cancelled -> "warn\">cancelled";
                  case Outcome.InDoubt doubt -> "bad\">in doubt";
                })
            .orElse(
                history.status() == RunHistory.Status.WAITING ? "wait\">waiting" : "wait\">active");
    out.append("<div class=\"badge ").append(word).append("</div>");
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

  // --- the strip: all of it at a glance

  private void strip() {
    List<Double> ends = new ArrayList<>();
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < drawing.rows.size(); i++) {
      Row row = drawing.rows.get(i);
      List<Bar> parts = drawing.bars(i);
      double left = parts.stream().mapToDouble(Bar::left).min().orElse(0);
      double right = parts.stream().mapToDouble(Bar::right).max().orElse(left);
      int lane = lane(ends, left, Math.max(right, left + 0.0005));
      for (Bar part : parts) {
        bars.append("<a href=\"#")
            .append(Drawing.anchor(row))
            .append("\" class=\"bar ")
            .append(classes(row, part))
            .append("\" style=\"--lane:")
            .append(lane)
            .append(";left:")
            .append(percent(part.left()))
            .append(";width:")
            .append(percent(part.right() - part.left()))
            .append("\" title=\"")
            .append(
                Html.escape(
                    row.step().address().path()
                        + " "
                        + row.name()
                        + ", "
                        + Wording.ofTime(drawing.took(row))))
            .append("\"></a>");
      }
    }
    out.append("<section class=\"strip\" aria-label=\"Overview\" style=\"--lanes:")
        .append(Math.max(1, ends.size()))
        .append("\">\n<div class=\"lanes\">")
        .append(bars)
        .append("</div>\n");
    axis();
    out.append("</section>\n");
  }

  /** The first lane that is free at this place; the last one takes what finds none. */
  private static int lane(List<Double> ends, double left, double right) {
    for (int lane = 0; lane < ends.size(); lane++) {
      if (ends.get(lane) <= left + 1e-9) {
        ends.set(lane, right);
        return lane;
      }
    }
    if (ends.size() < LANES) {
      ends.add(right);
      return ends.size() - 1;
    }
    ends.set(LANES - 1, Math.max(ends.getLast(), right));
    return LANES - 1;
  }

  private void axis() {
    out.append("<div class=\"axis\">");
    if (drawing.scale.isEmpty()) {
      out.append("<span style=\"left:0%\">in order: the clock stood still</span>");
    }
    for (TimeScale.Tick tick : drawing.scale.ticks(8)) {
      out.append("<span style=\"left:")
          .append(percent(tick.place()))
          .append("\">")
          .append(tick.label())
          .append("</span>");
    }
    for (TimeScale.Piece fold : drawing.scale.folds()) {
      out.append("<span class=\"folded\" style=\"left:")
          .append(percent((fold.left() + fold.right()) / 2))
          .append("\">")
          .append(Wording.ofTime(fold.length()))
          .append("</span>");
    }
    out.append("</div>\n");
  }

  private void legend() {
    Set<Row.Kind> kinds = EnumSet.noneOf(Row.Kind.class);
    drawing.rows.forEach(row -> kinds.add(row.kind()));
    out.append("<div class=\"legend\">");
    for (Row.Kind kind : kinds) {
      String id = "show-" + kind.css();
      out.append("<label class=\"")
          .append(kind.css())
          .append("\"><input type=\"checkbox\" id=\"")
          .append(id)
          .append("\" checked><i></i>")
          .append(kind.label)
          .append("</label>");
    }
    if (!drawing.waited().isZero()) {
      out.append("<span class=\"key\"><i class=\"waits\"></i>waits, drawn short</span>");
    }
    out.append(
        "<span class=\"hint\">open a line for what was asked and what came of it</span></div>\n");
  }

  // --- the rows

  private void rows() {
    out.append("<section class=\"rows\">\n<div class=\"head\"><span>step</span><span>effect</span>")
        .append(
            "<span>when</span><span class=\"num\">took</span><span class=\"num\">tokens</span></div>\n");
    int open = 0;
    List<Integer> closeAt = new ArrayList<>();
    for (int i = 0; i < drawing.rows.size(); i++) {
      Row row = drawing.rows.get(i);
      while (open > 0
          && closeAt.getLast() >= row.depth()
          && (row.branch() == 0 || closeAt.getLast() > row.depth())) {
        out.append("</div>\n");
        closeAt.removeLast();
        open--;
      }
      if (row.branches() > 1 && row.branch() == 0) {
        out.append("<div class=\"together\" style=\"--depth:")
            .append(row.depth())
            .append("\" title=\"")
            .append(row.branches())
            .append(" performed together\">\n");
        closeAt.add(row.depth());
        open++;
      }
      row(row, i);
    }
    out.append("</div>\n".repeat(open)).append("</section>\n");
  }

  private void row(Row row, int index) {
    Step step = row.step();
    out.append("<details id=\"")
        .append(Drawing.anchor(row))
        .append("\" class=\"row ")
        .append(row.kind().css())
        .append(step.wentWrong() ? " wrong" : "")
        .append("\" style=\"--depth:")
        .append(row.depth())
        .append("\"><summary><code class=\"at\">");
    text(step.address().path());
    out.append("</code><span class=\"what\"><i></i><b>");
    text(Wording.line(row.name(), 60));
    out.append("</b>");
    chips(row);
    String asked = Wording.line(row.asked(), 140);
    if (!asked.isEmpty()) {
      out.append("<span class=\"asked\">");
      text(asked);
      out.append("</span>");
    }
    out.append("<span class=\"came\">");
    text(Wording.line(row.came(), 180));
    out.append("</span></span><span class=\"track\">");
    for (Bar bar : drawing.bars(index)) {
      out.append("<span class=\"bar ")
          .append(classes(row, bar))
          .append("\" style=\"left:")
          .append(percent(bar.left()))
          .append(";width:")
          .append(percent(bar.right() - bar.left()))
          .append("\"></span>");
    }
    long tokens = step.tokens().total();
    out.append("</span><span class=\"num\">")
        .append(Wording.ofTime(drawing.took(row)))
        .append("</span><span class=\"num\">")
        .append(tokens == 0 ? "" : Wording.ofCount(tokens))
        .append("</span></summary>\n<div class=\"body\">");
    body(row);
    out.append("</div></details>\n");
  }

  private static String classes(Row row, Bar bar) {
    return row.kind().css()
        + (bar.waits() ? " waits" : "")
        + (row.encloses() ? " encloses" : "")
        + (row.step().wentWrong() ? " wrong" : "");
  }

  private void chips(Row row) {
    for (Step.Mark mark : row.step().marks()) {
      switch (mark) {
        case Step.Mark.Decided decided ->
            chip(
                decided.denial() == null ? "good" : "bad",
                decided.denial() == null ? "approved" : "denied");
        case Step.Mark.Waited waited ->
            chip(
                "wait",
                (waited.span().to() == null ? "waiting " : "waited ")
                    + Wording.ofTime(waited.span().until(row.run().asOf())));
        case Step.Mark.Settled settled -> chip("wait", "settled");
        case Step.Mark.Allowed allowed -> {}
      }
    }
    if (row.step().told().orElse(null) instanceof ToolResult.Failed failed) {
      chip("bad", failed.code());
    }
  }

  private void chip(String kind, String words) {
    out.append("<em class=\"").append(kind).append("\">");
    text(Wording.line(words, 40));
    out.append("</em>");
  }

  // --- what is inside a row

  private void body(Row row) {
    Step step = row.step();
    out.append("<dl>");
    for (Step.Mark mark : step.marks()) {
      switch (mark) {
        case Step.Mark.Allowed allowed -> fact("allowed", "by the rule " + allowed.rule());
        case Step.Mark.Decided decided ->
            fact(
                decided.denial() == null ? "approved" : "denied",
                "by "
                    + decided.rule()
                    + " at "
                    + MOMENT.format(decided.at())
                    + (decided.denial() == null ? "" : ": " + decided.denial()));
        case Step.Mark.Settled settled ->
            fact(
                "settled",
                "by "
                    + settled.by()
                    + " at "
                    + MOMENT.format(settled.at())
                    + ": "
                    + switch (settled.verdict()) {
                      case REPEAT -> "performed again";
                      case TELL -> "told that nobody can tell whether it happened";
                      case END -> "the run ends in doubt";
                    });
        case Step.Mark.Waited waited ->
            fact(
                "waited",
                Wording.ofTime(waited.span().until(row.run().asOf()))
                    + " "
                    + Wording.ofWait(waited.need()));
      }
    }
    fact(
        "began",
        "+"
            + Wording.ofTime(Duration.between(history.span().from(), step.span().from()))
            + " after the start, "
            + MOMENT.format(step.span().from()));
    if (row.delegated() != null) {
      fact("run", row.delegated().run() + " of " + row.delegated().scope().agent());
    }
    if (step.effect().equals("CallModel")) {
      step.request()
          .ifPresent(request ->
              fact(
                  "asked",
                  request.text().replace("CallModel ", "a conversation with the fingerprint ")));
    }
    step.reply().ifPresent(reply -> modelFacts(reply, step.money()));
    out.append("</dl>\n<div class=\"sides\">");
    switch (step.effect()) {
      case "CallModel" -> {
        step.reply().ifPresent(this::reply);
      }
      case "CallTool" -> {
        step.call().ifPresent(call -> block("arguments", pretty(call.arguments())));
        step.told()
            .ifPresent(
                told -> block(told instanceof ToolResult.Ok ? "result" : "told", told.text()));
      }
      default -> {
        step.request().map(Payload::text).ifPresent(request -> block("asked", pretty(request)));
        if (step.ending() instanceof Step.Ending.Done done) {
          block("result", pretty(done.result().text()));
        }
      }
    }
    if (step.ending() instanceof Step.Ending.Failed failed) {
      block(failed.kind(), failed.message());
    }
    out.append("</div>");
  }

  private void modelFacts(ModelReply reply, Money money) {
    if (!money.equals(Money.ZERO)) {
      fact("cost", money.toString());
    }
    fact("model", reply.model());
    fact(
        "tokens",
        Wording.ofCount(reply.tokens().input())
            + " in"
            + (reply.tokens().cached() == 0
                ? ""
                : " (" + Wording.ofCount(reply.tokens().cached()) + " cached)")
            + ", "
            + Wording.ofCount(reply.tokens().output())
            + " out");
    fact("finished", reply.finish());
  }

  private void reply(ModelReply reply) {
    if (reply.message().thinking() != null) {
      block("thinking", reply.message().thinking());
    }
    if (reply.message().text() != null) {
      block("text", reply.message().text());
    }
    for (ToolExecutionRequest call : reply.message().toolExecutionRequests()) {
      block("calls " + call.name(), call.arguments() == null ? "{}" : pretty(call.arguments()));
    }
  }

  private void fact(String label, String value) {
    out.append("<dt>");
    text(label);
    out.append("</dt><dd>");
    text(value);
    out.append("</dd>");
  }

  private void block(String label, String content) {
    out.append("<figure><figcaption>");
    text(label);
    out.append("</figcaption><pre>");
    text(content.length() > LONGEST_TEXT ? content.substring(0, LONGEST_TEXT) : content);
    if (content.length() > LONGEST_TEXT) {
      out.append("\n<span class=\"cut\">… ")
          .append(Wording.ofCount(content.length() - LONGEST_TEXT))
          .append(" more characters are in the history</span>");
    }
    out.append("</pre></figure>");
  }

  private static String pretty(String json) {
    try {
      JsonNode tree = Json.tree(json);
      return tree.isContainerNode() ? Json.pretty(tree) : tree.asText();
    } catch (IllegalArgumentException e) {
      return json; // What a model wrote need not be JSON; it is shown as it is.
    }
  }

  private void outcome() {
    Outcome outcome = history.outcome().orElse(null);
    if (outcome == null) {
      return;
    }
    out.append("<section class=\"outcome\"><h2>");
    out.append(outcome instanceof Outcome.Answered ? "Answer" : "End");
    out.append("</h2><pre>");
    text(outcome.text());
    out.append("</pre>");
    if (outcome instanceof Outcome.Answered answered && !answered.citations().isEmpty()) {
      out.append("<ul>");
      for (Cited cited : answered.citations()) {
        out.append("<li>[").append(cited.mark()).append("] ");
        text(cited.citation().toString());
        out.append("</li>");
      }
      out.append("</ul>");
    }
    out.append("</section>\n");
  }

  private void text(String content) {
    Html.escape(content, out);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.3f%%", Math.max(0, Math.min(1, part)) * 100);
  }
}

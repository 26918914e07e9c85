package dev.retinue.timeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.retinue.budget.Money;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.Step;
import dev.retinue.journal.Payload;
import dev.retinue.json.Json;
import dev.retinue.model.ModelReply;
import dev.retinue.timeline.Drawing.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The part of the page with a row for each effect, which opens. Confined to a call. */
final class HtmlRows {
  private static final int LONGEST_TEXT = 20_000;
  private final Drawing drawing;
  private final Html out;

  HtmlRows(Drawing drawing, Html out) {
    this.drawing = drawing;
    this.out = out;
  }

  void rows() {
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
            .number(row.depth())
            .append("\" title=\"")
            .number(row.branches())
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
        .number(row.depth())
        .append("\"><summary><code class=\"at\">");
    out.text(step.address().path());
    out.append("</code><span class=\"what\"><i></i><b>");
    out.text(Wording.line(row.name(), 60));
    out.append("</b>");
    chips(row);
    String asked = Wording.line(row.asked(), 140);
    if (!asked.isEmpty()) {
      out.append("<span class=\"asked\">");
      out.text(asked);
      out.append("</span>");
    }
    out.append("<span class=\"came\">");
    out.text(Wording.line(row.came(), 180));
    out.append("</span></span><span class=\"track\">");
    for (Bar bar : drawing.bars(index)) {
      out.append("<span class=\"bar ")
          .append(classes(row, bar))
          .append("\" style=\"left:")
          .append(Html.percent(bar.left()))
          .append(";width:")
          .append(Html.percent(bar.right() - bar.left()))
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

  static String classes(Row row, Bar bar) {
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
    out.text(Wording.line(words, 40));
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
                    + Html.moment(decided.at())
                    + (decided.denial() == null ? "" : ": " + decided.denial()));
        case Step.Mark.Settled settled ->
            fact(
                "settled",
                "by "
                    + settled.by()
                    + " at "
                    + Html.moment(settled.at())
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
            + Wording.ofTime(Duration.between(drawing.history.span().from(), step.span().from()))
            + " after the start, "
            + Html.moment(step.span().from()));
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
    out.text(label);
    out.append("</dt><dd>");
    out.text(value);
    out.append("</dd>");
  }

  private void block(String label, String content) {
    out.append("<figure><figcaption>");
    out.text(label);
    out.append("</figcaption><pre>");
    out.text(content.length() > LONGEST_TEXT ? content.substring(0, LONGEST_TEXT) : content);
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
}

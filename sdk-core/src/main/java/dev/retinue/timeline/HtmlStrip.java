package dev.retinue.timeline;

import dev.retinue.timeline.Drawing.Bar;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The part of the page that shows all of a run at a glance, with its legend. Confined to a call.
 */
final class HtmlStrip {
  private static final int LANES = 10;
  private final Drawing drawing;
  private final Html out;

  HtmlStrip(Drawing drawing, Html out) {
    this.drawing = drawing;
    this.out = out;
  }

  void strip() {
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
            .append(HtmlRows.classes(row, part))
            .append("\" style=\"--lane:")
            .append(lane)
            .append(";left:")
            .append(Html.percent(part.left()))
            .append(";width:")
            .append(Html.percent(part.right() - part.left()))
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
        .number(Math.max(1, ends.size()))
        .append("\">\n<div class=\"lanes\">")
        .append(bars.toString())
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
          .append(Html.percent(tick.place()))
          .append("\">")
          .append(tick.label())
          .append("</span>");
    }
    for (TimeScale.Piece fold : drawing.scale.folds()) {
      out.append("<span class=\"folded\" style=\"left:")
          .append(Html.percent((fold.left() + fold.right()) / 2))
          .append("\">")
          .append(Wording.ofTime(fold.length()))
          .append("</span>");
    }
    out.append("</div>\n");
  }

  void legend() {
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
}

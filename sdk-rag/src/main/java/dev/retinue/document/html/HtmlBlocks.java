package dev.retinue.document.html;

import dev.retinue.document.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Walks an HTML tree and writes its blocks. Recursion is safe: jsoup's parser limits the depth of a
 * tree. Confined to one thread.
 */
final class HtmlBlocks {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final int MAX_SPAN = 100;
  private static final int MAX_REPEATED = 200; // characters; long texts repeated exhaust memory

  private final Content content;
  private final StringBuilder inline = new StringBuilder();
  private @Nullable String label; // of the list item whose text is being gathered
  private int depth = -1;

  HtmlBlocks(Content content) {
    this.content = content;
  }

  void add(Element root) {
    children(root);
    flush();
  }

  private void children(Element element) {
    for (Node node : element.childNodes()) {
      if (node instanceof TextNode text) {
        inline.append(text.getWholeText());
      } else if (node instanceof Element child) {
        element(child);
      }
    }
  }

  private void element(Element element) {
    switch (element.normalName()) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> {
        flush();
        content.heading(element.normalName().charAt(1) - '0', element.text(), NO_PAGE);
      }
      case "ul", "ol", "menu" -> list(element);
      case "li" -> item(element, "-");
      case "pre" -> {
        flush();
        content.code(element.wholeText(), NO_PAGE);
      }
      case "table" -> {
        flush();
        if (isLayout(element)) {
          children(element);
          flush();
        } else {
          table(element);
        }
      }
      case "br" -> inline.append('\n');
      case "td", "th" -> block(element); // only within a layout table
      default -> {
        if (element.isBlock()) {
          block(element);
        } else {
          children(element);
        }
      }
    }
  }

  private void block(Element element) {
    boolean itemsOwnText = label != null && inline.toString().isBlank();
    if (!itemsOwnText) {
      flush();
    }
    children(element);
    flush();
  }

  private void list(Element list) {
    flush();
    depth++;
    boolean ordered = list.normalName().equals("ol");
    int number = 1;
    String start = list.attr("start");
    if (start.matches("\\d{1,6}")) {
      number = Integer.parseInt(start);
    }
    for (Element child : list.children()) {
      if (child.normalName().equals("li")) {
        item(child, ordered ? number++ + "." : "-");
      } else {
        element(child);
        flush();
      }
    }
    depth--;
  }

  private void item(Element item, String itemLabel) {
    flush();
    label = itemLabel;
    children(item);
    flush();
    label = null;
  }

  private void flush() {
    String text = inline.toString();
    inline.setLength(0);
    if (text.isBlank()) {
      return;
    }
    if (label == null) {
      content.paragraph(text, NO_PAGE);
    } else {
      content.listItem(Math.max(depth, 0), label, text, NO_PAGE);
      label = null;
    }
  }

  /**
   * Whether a table only arranges a page: its cells hold tables, headings or code, or it has one
   * cell.
   */
  private static boolean isLayout(Element table) {
    boolean holdsStructure =
        table.selectFirst("td table, td h1, td h2, td h3, td pre") != null
            && table.selectFirst("th") == null;
    return holdsStructure
        || table.attr("role").equals("presentation")
        || table.select("td, th").size() <= 1;
  }

  private void table(Element table) {
    Element caption = table.selectFirst("> caption");
    if (caption != null) {
      content.paragraph(caption.text(), NO_PAGE);
    }
    List<List<String>> rows = new ArrayList<>();
    Map<Integer, Carried> carried = new HashMap<>();
    for (Element tr : table.select("> tr, > thead > tr, > tbody > tr, > tfoot > tr")) {
      rows.add(row(tr, carried));
    }
    content.table(rows, NO_PAGE);
  }

  /** The text of a cell that reaches down into {@code rows} more rows. */
  private record Carried(String text, int rows) {}

  private static List<String> row(Element tr, Map<Integer, Carried> carried) {
    List<String> cells = new ArrayList<>();
    for (Element cell : tr.select("> td, > th")) {
      takeCarried(cells, carried);
      String text = cell.text();
      int rowSpan = span(cell, "rowspan");
      int colSpan = span(cell, "colspan");
      for (int column = 0; column < colSpan; column++) {
        String here = column == 0 ? text : "";
        if (rowSpan > 1 && here.length() <= MAX_REPEATED) {
          carried.put(cells.size(), new Carried(here, rowSpan - 1));
        }
        cells.add(here);
      }
    }
    takeCarried(cells, carried);
    return cells;
  }

  private static void takeCarried(List<String> cells, Map<Integer, Carried> carried) {
    for (Carried above = carried.get(cells.size());
        above != null;
        above = carried.get(cells.size())) {
      if (above.rows() > 1) {
        carried.put(cells.size(), new Carried(above.text(), above.rows() - 1));
      } else {
        carried.remove(cells.size());
      }
      cells.add(above.text());
    }
  }

  private static int span(Element cell, String attribute) {
    String value = cell.attr(attribute);
    return value.matches("[1-9]\\d{0,5}") ? Math.min(Integer.parseInt(value), MAX_SPAN) : 1;
  }
}

package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.TargetMode;

/**
 * The charts of a page, slide or sheet, as a title and a table of the numbers that they show, with
 * a column for each series (DrawingML charts, ECMA-376 part 1, 21.2).
 */
final class Charts {
  private final Content content;
  private final OptionalInt page;

  Charts(Content content, OptionalInt page) {
    this.content = content;
    this.page = page;
  }

  /** Those that a part refers to, in the order of their parts. */
  void of(PackagePart part) throws IOException, InvalidFormatException, XMLStreamException {
    Map<String, PackagePart> charts = new TreeMap<>();
    for (PackageRelationship to : part.getRelationships()) {
      if (to.getTargetMode() != TargetMode.INTERNAL) {
        continue;
      }
      PackagePart target = OfficeFormat.partOrNull(part, to);
      if (target != null && to.getRelationshipType().endsWith("/chart")) {
        charts.put(target.getPartName().getName(), target);
      } else if (target != null && to.getRelationshipType().endsWith("/drawing")) {
        of(target);
      }
    }
    for (PackagePart chart : charts.values()) {
      try (InputStream in = chart.getInputStream()) {
        read(in);
      }
    }
  }

  private void read(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    List<String> names = new ArrayList<>(List.of(""));
    Map<Integer, String> categories = new TreeMap<>();
    List<Map<Integer, String>> series = new ArrayList<>();
    boolean titled = false;
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "title" -> {
          String title = titled ? "" : texts(xml);
          titled = true;
          content.paragraph(title, page);
        }
        case "ser" -> series.add(series(xml, names, categories));
        case "Fallback" -> xml.skip();
        default -> {}
      }
    }
    write(names, categories, series);
  }

  /** The points of one series; its name and categories are added to the others'. */
  private static Map<Integer, String> series(
      XmlEvents xml, List<String> names, Map<Integer, String> categories)
      throws XMLStreamException {
    Map<Integer, String> values = new TreeMap<>();
    String title = "";
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "tx" -> title = String.join(" ", points(xml).values());
        case "cat", "xVal" -> points(xml).forEach(categories::putIfAbsent);
        case "val", "yVal" -> values = points(xml);
        default -> {}
      }
    }
    names.add(title);
    return values;
  }

  /** The cached values in an element by their places. */
  private static Map<Integer, String> points(XmlEvents xml) throws XMLStreamException {
    Map<Integer, String> points = new LinkedHashMap<>();
    int at = 0;
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "pt" -> at = xml.number("idx", at);
        case "v" -> points.merge(at, number(xml.text()), (one, other) -> one + " " + other);
        default -> {}
      }
    }
    return points;
  }

  private static String number(String text) {
    try {
      return SheetTables.plain(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String texts(XmlEvents xml) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("t") || name.equals("v")) {
        text.append(xml.text());
      }
    }
    return text.toString();
  }

  private void write(
      List<String> names, Map<Integer, String> categories, List<Map<Integer, String>> series) {
    TreeMap<Integer, String> places = new TreeMap<>(categories);
    series.forEach(values -> values.keySet().forEach(at -> places.putIfAbsent(at, "")));
    if (places.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(names);
    places.forEach((at, category) -> {
      List<String> row = new ArrayList<>(List.of(category));
      series.forEach(values -> row.add(values.getOrDefault(at, "")));
      rows.add(row);
    });
    content.table(rows, page);
  }
}

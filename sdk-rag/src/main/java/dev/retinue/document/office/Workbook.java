package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.util.CellReference;

/**
 * Excel workbooks: each sheet is a heading and its tables. Numbers and dates read as Excel shows
 * them; a formula as the value that was last computed, or as the formula if there is none. Confined
 * to one thread.
 */
final class Workbook {
  private static final int NO_FORMAT = 0;

  private final Source source;
  private final Content content;
  private final SheetTables tables;
  private final DataFormatter formatter = new DataFormatter(Locale.ROOT);
  private final List<String> strings = new ArrayList<>();
  private final Map<Integer, String> formats = new HashMap<>();

  /** The number format of each cell style. */
  private final List<Integer> styles = new ArrayList<>();

  private boolean from1904;

  /** A sheet as the workbook lists it. */
  private record Listed(String name, String relationship, boolean hidden) {}

  Workbook(Source source, Content content) {
    this.source = source;
    this.content = content;
    this.tables = new SheetTables(content);
  }

  void read(PackagePart main) throws IOException, InvalidFormatException, XMLStreamException {
    try (InputStream in = OfficeFormat.related(main, "/sharedStrings")) {
      readStrings(in);
    }
    try (InputStream in = OfficeFormat.related(main, "/styles")) {
      readStyles(in);
    }
    List<Listed> sheets;
    try (InputStream in = main.getInputStream()) {
      sheets = sheets(in);
    }
    for (Listed sheet : sheets) {
      PackageRelationship to = main.getRelationship(sheet.relationship());
      if (sheet.hidden()) {
        content.warning("the sheet '" + sheet.name() + "' is hidden and was left out");
      } else if (to != null && to.getRelationshipType().endsWith("/chartsheet")) {
        tables.sheet(sheet.name());
        new Charts(content, OptionalInt.empty()).of(main.getRelatedPart(to));
      } else if (to != null && to.getRelationshipType().endsWith("/worksheet")) {
        tables.sheet(sheet.name());
        try (InputStream in = main.getRelatedPart(to).getInputStream()) {
          readSheet(in);
        }
        tables.end();
        new Charts(content, OptionalInt.empty()).of(main.getRelatedPart(to));
      }
    }
  }

  private List<Listed> sheets(InputStream in) throws IOException, XMLStreamException {
    List<Listed> sheets = new ArrayList<>();
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "workbookPr" -> {
          String since = xml.attribute("date1904");
          from1904 = since != null && (since.equals("1") || since.equals("true"));
        }
        case "sheet" -> {
          String state = xml.attribute("state");
          String id = xml.attributeEndingIn("relationships", "id");
          String title = xml.attribute("name");
          sheets.add(
              new Listed(
                  title == null ? "" : title,
                  id == null ? "" : id,
                  state != null && !state.equals("visible")));
        }
        default -> {}
      }
    }
    return sheets;
  }

  private void readStrings(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      if (name.equals("si")) {
        strings.add(richText(xml));
        source.checkTime();
      }
    }
  }

  /** The text of all runs; of phonetic ones none. */
  private static String richText(XmlEvents xml) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "t" -> text.append(xml.text());
        case "rPh" -> xml.skip();
        default -> {}
      }
    }
    return text.toString();
  }

  private void readStyles(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "numFmt" -> {
          String code = xml.attribute("formatCode");
          if (code != null) {
            formats.put(xml.number("numFmtId", NO_FORMAT), code);
          }
        }
        case "cellXfs" -> {
          int outer = xml.depth();
          for (String xf = xml.nextWithin(outer); xf != null; xf = xml.nextWithin(outer)) {
            if (xf.equals("xf")) {
              styles.add(xml.number("numFmtId", NO_FORMAT));
            }
          }
        }
        default -> {}
      }
    }
  }

  private void readSheet(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    int row = -1;
    int column = -1;
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "row" -> {
          row = Math.max(row, xml.number("r", row + 2) - 1);
          column = -1;
          source.checkTime();
        }
        case "c" -> {
          String reference = xml.attribute("r");
          column = reference == null ? column + 1 : column(reference);
          tables.cell(row, column, value(xml));
        }
        default -> {}
      }
    }
  }

  private static int column(String reference) {
    int letters = 0;
    while (letters < reference.length() && Character.isLetter(reference.charAt(letters))) {
      letters++;
    }
    return letters == 0 || letters > 3
        ? 0
        : CellReference.convertColStringToIndex(reference.substring(0, letters));
  }

  private String value(XmlEvents xml) throws XMLStreamException {
    String type = xml.attribute("t");
    int style = xml.number("s", 0);
    String value = null;
    String formula = null;
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "v" -> value = xml.text();
        case "f" -> formula = xml.text();
        case "is" -> value = richText(xml);
        default -> {}
      }
    }
    if (value == null || value.isEmpty()) {
      return formula == null || formula.isEmpty() || "str".equals(type) ? "" : "=" + formula;
    }
    return switch (type == null ? "n" : type) {
      case "s" -> shared(value);
      case "b" -> value.equals("0") ? "FALSE" : "TRUE";
      case "n" -> number(value, style);
      default -> value; // str, inlineStr, e for an error, d for an ISO date
    };
  }

  private String shared(String index) {
    int at = index.matches("\\d{1,9}") ? Integer.parseInt(index) : -1;
    return at >= 0 && at < strings.size() ? strings.get(at) : "";
  }

  private String number(String value, int style) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return value;
    }
    int format = style >= 0 && style < styles.size() ? styles.get(style) : NO_FORMAT;
    String code = formats.getOrDefault(format, BuiltinFormats.getBuiltinFormat(format));
    return code == null || code.equals("General")
        ? SheetTables.plain(number)
        : formatter.formatRawCellContents(number, format, code, from1904);
  }
}

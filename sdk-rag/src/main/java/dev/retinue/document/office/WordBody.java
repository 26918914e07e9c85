package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the body of a Word document, or its notes, and writes blocks. Containers it has no name for
 * (content controls, tracked insertions, hyperlinks, smart tags) are transparent: what is inside
 * counts. Confined to one thread.
 */
final class WordBody {
  private static final OptionalInt NO_PAGE = OptionalInt.empty(); // pages exist only once laid out
  private static final int MAX_SPAN = 100;
  private static final int MAX_REPEATED = 200;

  private final WordStyles styles;
  private final WordNumbering numbering;
  private final Content content;

  WordBody(WordStyles styles, WordNumbering numbering, Content content) {
    this.styles = styles;
    this.numbering = numbering;
    this.content = content;
  }

  /** One paragraph as it is gathered. */
  private static final class Paragraph {
    final StringBuilder text = new StringBuilder();
    final List<String> boxes = new ArrayList<>(); // text boxes anchored in it
    @Nullable String style;
    @Nullable Integer outline;
    @Nullable Integer numId;
    @Nullable Integer numLevel;
  }

  void read(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "p" -> write(paragraph(xml));
        case "tbl" -> table(xml);
        default -> skipUnlessTransparent(name, xml);
      }
    }
  }

  /**
   * Skips what is not shown: deleted and moved-away text, properties, the older of two renderings.
   */
  private static boolean skipUnlessTransparent(String name, XmlEvents xml)
      throws XMLStreamException {
    switch (name) {
      case "del", "moveFrom", "sdtPr", "sectPr", "Fallback", "tblPr", "trPr" -> xml.skip();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void write(Paragraph paragraph) {
    Integer level = level(paragraph);
    Integer styledId = styles.numId(paragraph.style);
    Integer styledLevel = styles.numLevel(paragraph.style);
    int numId = firstOf(paragraph.numId, styledId);
    int numLevel = firstOf(paragraph.numLevel, styledLevel);
    boolean numbered = numId != 0 && !paragraph.text.toString().isBlank();
    String label = numbered ? numbering.next(numId, numLevel) : "";
    String text = paragraph.text.toString();
    if (level != null && level <= 9) {
      String number = label.equals("-") ? "" : label + " ";
      if (!text.isBlank()) {
        content.heading(level, number + text, NO_PAGE);
      }
    } else if (numbered) {
      content.listItem(Math.clamp(numLevel, 0, 8), label, text, NO_PAGE);
    } else {
      content.paragraph(text, NO_PAGE);
    }
    for (String box : paragraph.boxes) {
      content.paragraph(box, NO_PAGE);
    }
  }

  private static int firstOf(@Nullable Integer own, @Nullable Integer styled) {
    return own != null ? own : styled != null ? styled : 0;
  }

  private @Nullable Integer level(Paragraph paragraph) {
    return paragraph.outline != null ? paragraph.outline : styles.headingLevel(paragraph.style);
  }

  private Paragraph paragraph(XmlEvents xml) throws XMLStreamException {
    Paragraph paragraph = new Paragraph();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "pPr" -> properties(xml, paragraph);
        case "r" -> run(xml, paragraph);
        case "t" -> paragraph.text.append(xml.text()); // in equations
        default -> skipUnlessTransparent(name, xml);
      }
    }
    return paragraph;
  }

  private static void properties(XmlEvents xml, Paragraph paragraph) throws XMLStreamException {
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "pStyle" -> paragraph.style = xml.attribute("val");
        case "outlineLvl" -> paragraph.outline = xml.number(9) + 1;
        case "numId" -> paragraph.numId = xml.number(0);
        case "ilvl" -> paragraph.numLevel = xml.number(0);
        case "rPr", "pPrChange", "sectPr" -> xml.skip();
        default -> {}
      }
    }
  }

  private void run(XmlEvents xml, Paragraph paragraph) throws XMLStreamException {
    boolean hidden = false;
    int start = paragraph.text.length();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "vanish" -> hidden = xml.isOn();
        case "t" -> paragraph.text.append(xml.text());
        case "tab", "br", "cr", "ptab" -> paragraph.text.append(' ');
        case "noBreakHyphen" -> paragraph.text.append('-');
        case "txbxContent" -> paragraph.boxes.addAll(paragraphsWithin(xml));
        case "instrText", "delText" -> xml.skip();
        default -> skipUnlessTransparent(name, xml);
      }
    }
    if (hidden) {
      paragraph.text.setLength(start);
    }
  }

  /** The text of all paragraphs inside the current element, tables within it included. */
  private List<String> paragraphsWithin(XmlEvents xml) throws XMLStreamException {
    List<String> texts = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("p")) {
        Paragraph paragraph = paragraph(xml);
        texts.add(paragraph.text.toString());
        texts.addAll(paragraph.boxes);
      } else {
        skipUnlessTransparent(name, xml);
      }
    }
    return texts;
  }

  private void table(XmlEvents xml) throws XMLStreamException {
    List<List<String>> rows = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("tr")) {
        rows.add(row(xml, rows.isEmpty() ? List.of() : rows.getLast()));
      } else {
        skipUnlessTransparent(name, xml);
      }
    }
    content.table(rows, NO_PAGE);
  }

  private List<String> row(XmlEvents xml, List<String> above) throws XMLStreamException {
    List<String> cells = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("tc")) {
        cell(xml, cells, above);
      } else {
        skipUnlessTransparent(name, xml);
      }
    }
    return cells;
  }

  private void cell(XmlEvents xml, List<String> cells, List<String> above)
      throws XMLStreamException {
    int span = 1;
    boolean continued = false;
    List<String> texts = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "gridSpan" -> span = Math.clamp(xml.number(1), 1, MAX_SPAN);
        case "vMerge" -> continued = !"restart".equals(xml.attribute("val"));
        case "p" -> {
          Paragraph paragraph = paragraph(xml);
          texts.add(paragraph.text.toString());
          texts.addAll(paragraph.boxes);
        }
        case "tbl" -> texts.addAll(paragraphsWithin(xml));
        default -> skipUnlessTransparent(name, xml);
      }
    }
    String inherited = continued && cells.size() < above.size() ? above.get(cells.size()) : "";
    // a long text is not repeated: once is enough to read it, and many times would exhaust memory
    boolean repeat = !inherited.isEmpty() && inherited.length() <= MAX_REPEATED;
    cells.add(repeat ? inherited : String.join(" ", texts));
    for (int i = 1; i < span; i++) {
      cells.add("");
    }
  }
}

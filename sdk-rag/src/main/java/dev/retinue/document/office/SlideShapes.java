package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** What stands on one slide, in the order in which its shapes are drawn. */
final class SlideShapes {
  private static final Set<String> TITLES = Set.of("title", "ctrTitle");
  private static final Set<String> FURNITURE = Set.of("sldNum", "dt", "ftr", "hdr", "sldImg");

  /** What programs put in place of a description. */
  private static final Pattern FILE_NAME =
      Pattern.compile("\\S+\\.(?:png|jpe?g|gif|bmp|emf|wmf|svg|tiff?)", Pattern.CASE_INSENSITIVE);

  /** Placeholders whose paragraphs are items of a list unless they say that they are none. */
  private static final Set<String> OUTLINES = Set.of("body", "obj", "");

  private final Content content;
  private final OptionalInt page;

  SlideShapes(Content content, OptionalInt page) {
    this.content = content;
    this.page = page;
  }

  /** A paragraph of a shape. */
  private record Paragraph(String text, int level, @Nullable Boolean bullet) {}

  /** Whether the slide is shown; one that is not is left out. */
  boolean read(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      switch (name) {
        case "sld" -> {
          String show = xml.attribute("show");
          if (show != null && (show.equals("0") || show.equals("false"))) {
            return false;
          }
        }
        case "sp" -> shape(xml);
        case "tbl" -> table(xml);
        case "pic" -> picture(xml);
        case "Fallback" -> xml.skip();
        default -> {}
      }
    }
    return true;
  }

  /** The text of the notes of a slide, without its numbers and dates. */
  static String notes(InputStream in) throws IOException, XMLStreamException {
    List<String> notes = new ArrayList<>();
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      if (name.equals("sp")) {
        Shape shape = Shape.of(xml);
        if (shape.placeholder == null || !FURNITURE.contains(shape.placeholder)) {
          shape.paragraphs.forEach(paragraph -> notes.add(paragraph.text()));
        }
      }
    }
    return String.join(" ", notes);
  }

  /** What reviewers wrote to a slide. */
  static List<String> comments(InputStream in) throws IOException, XMLStreamException {
    List<String> comments = new ArrayList<>();
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      if (name.equals("text") || name.equals("t")) {
        comments.add(xml.text());
      }
    }
    return comments;
  }

  private void shape(XmlEvents xml) throws XMLStreamException {
    Shape shape = Shape.of(xml);
    String placeholder = shape.placeholder;
    if (placeholder != null && FURNITURE.contains(placeholder)) {
      return;
    }
    if (placeholder != null && TITLES.contains(placeholder)) {
      content.heading(1, String.join(" ", texts(shape.paragraphs)), page);
      return;
    }
    boolean outline =
        placeholder != null && OUTLINES.contains(placeholder) && shape.paragraphs.size() > 1;
    for (Paragraph paragraph : shape.paragraphs) {
      boolean bullet = paragraph.bullet() == null ? outline : paragraph.bullet();
      if (bullet) {
        content.listItem(paragraph.level(), "-", paragraph.text(), page);
      } else {
        content.paragraph(paragraph.text(), page);
      }
    }
  }

  private static List<String> texts(List<Paragraph> paragraphs) {
    return paragraphs.stream().map(Paragraph::text).toList();
  }

  /** What stands in for a picture, if somebody wrote it. */
  private void picture(XmlEvents xml) throws XMLStreamException {
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("cNvPr")) {
        String description = xml.attribute("descr");
        if (description != null && !FILE_NAME.matcher(description).matches()) {
          content.paragraph(description, page);
        }
      }
    }
  }

  private void table(XmlEvents xml) throws XMLStreamException {
    List<List<String>> rows = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("tr")) {
        rows.add(row(xml, rows.isEmpty() ? List.of() : rows.getLast()));
      }
    }
    content.table(rows, page);
  }

  private static List<String> row(XmlEvents xml, List<String> above) throws XMLStreamException {
    List<String> cells = new ArrayList<>();
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      if (name.equals("tc")) {
        String continued = xml.attribute("vMerge");
        boolean repeats =
            continued != null && !continued.equals("0") && cells.size() < above.size();
        String text = String.join(" ", texts(Shape.of(xml).paragraphs)); // a spanned cell has none
        cells.add(repeats ? above.get(cells.size()) : text);
      }
    }
    return cells;
  }

  /** One shape or cell as it is gathered. */
  private static final class Shape {
    private final List<Paragraph> paragraphs = new ArrayList<>();

    /** Its kind if it is a placeholder; empty for one that names none; null if it is none. */
    private @Nullable String placeholder;

    static Shape of(XmlEvents xml) throws XMLStreamException {
      Shape shape = new Shape();
      int outer = xml.depth();
      for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
        switch (name) {
          case "ph" -> {
            String type = xml.attribute("type");
            shape.placeholder = type == null ? "" : type;
          }
          case "p" -> {
            Paragraph paragraph = paragraph(xml);
            if (!paragraph.text().isBlank()) {
              shape.paragraphs.add(paragraph);
            }
          }
          case "Fallback" -> xml.skip();
          default -> {}
        }
      }
      return shape;
    }

    private static Paragraph paragraph(XmlEvents xml) throws XMLStreamException {
      StringBuilder text = new StringBuilder();
      int level = 0;
      Boolean bullet = null;
      int outer = xml.depth();
      for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
        switch (name) {
          case "pPr" -> level = Math.clamp(xml.number("lvl", 0), 0, 8);
          case "buNone" -> bullet = false;
          case "buChar", "buAutoNum", "buBlip" -> bullet = true;
          case "t" -> text.append(xml.text());
          case "br", "tab" -> text.append(' ');
          default -> {}
        }
      }
      return new Paragraph(text.toString(), level, bullet);
    }
  }
}

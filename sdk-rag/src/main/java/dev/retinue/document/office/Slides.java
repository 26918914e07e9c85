package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.jspecify.annotations.Nullable;

/**
 * PowerPoint presentations: each slide is a page; its title a heading, its outline a list, its
 * tables tables, and its notes a paragraph at its end. Confined to one thread.
 */
final class Slides {
  private final Source source;
  private final Content content;

  Slides(Source source, Content content) {
    this.source = source;
    this.content = content;
  }

  void read(PackagePart main) throws IOException, InvalidFormatException, XMLStreamException {
    List<String> slides = new ArrayList<>();
    try (InputStream in = main.getInputStream()) {
      XmlEvents xml = XmlEvents.of(in);
      String name = xml.nextWithin(0);
      while (name != null) {
        String id = name.equals("sldId") ? relationship(xml) : null;
        if (id != null) {
          slides.add(id);
        }
        name = xml.nextWithin(0);
      }
    }
    int number = 0;
    for (String id : slides) {
      number++;
      PackageRelationship to = main.getRelationship(id);
      if (to != null) {
        slide(main.getRelatedPart(to), number);
        source.checkTime();
      }
    }
  }

  /** A slide has a number of its own, {@code id}, beside that of its relationship, {@code r:id}. */
  private static @Nullable String relationship(XmlEvents xml) {
    return xml.attributeEndingIn("relationships", "id");
  }

  private void slide(PackagePart part, int number)
      throws IOException, InvalidFormatException, XMLStreamException {
    OptionalInt page = OptionalInt.of(number);
    try (InputStream in = part.getInputStream()) {
      if (!new SlideShapes(content, page).read(in)) {
        content.warning("slide " + number + " is hidden and was left out");
        return;
      }
    }
    new Charts(content, page).of(part);
    try (InputStream in = OfficeFormat.related(part, "/comments")) {
      for (String comment : SlideShapes.comments(in)) {
        content.paragraph("Comment: " + comment, page);
      }
    }
    try (InputStream in = OfficeFormat.related(part, "/notesSlide")) {
      String notes = SlideShapes.notes(in);
      if (!notes.isBlank()) {
        content.paragraph("Notes: " + notes, page);
      }
    }
  }
}

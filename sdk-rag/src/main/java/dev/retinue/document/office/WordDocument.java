package dev.retinue.document.office;

import dev.retinue.document.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.PackagePart;

/**
 * Word documents, with what POI's object model leaves out: text in content controls, text boxes and
 * tracked insertions.
 */
final class WordDocument {
  private WordDocument() {}

  static void read(PackagePart main, Content content)
      throws IOException, OpenXML4JException, XMLStreamException {
    WordStyles styles = new WordStyles();
    try (InputStream in = OfficeFormat.related(main, "/styles")) {
      styles.read(in);
    }
    WordNumbering numbering = new WordNumbering();
    try (InputStream in = OfficeFormat.related(main, "/numbering")) {
      numbering.read(in);
    }
    try (InputStream in = main.getInputStream()) {
      new WordBody(styles, numbering, content).read(in);
    }
    new Charts(content, OptionalInt.empty()).of(main);
    for (String notes : new String[] {"/footnotes", "/endnotes"}) {
      try (InputStream in = OfficeFormat.related(main, notes)) {
        new WordBody(styles, numbering, content).read(in);
      }
    }
  }
}

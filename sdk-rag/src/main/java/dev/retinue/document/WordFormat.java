package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.jspecify.annotations.Nullable;

/**
 * Word documents. POI opens the package and follows its relationships; the parts are read as a
 * stream of XML events rather than through POI's object model, which needs many times a document's
 * size in memory and leaves out text in content controls, text boxes and tracked insertions.
 */
final class WordFormat {
  private static final Set<String> OFFICE_DOCUMENT =
      Set.of(
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
          "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument");

  private WordFormat() {}

  static void read(Source source, Content content) throws UnreadableDocumentException {
    try (PackageParts parts = new PackageParts(source)) {
      if (parts.getEntry("[Content_Types].xml") == null) {
        throw notOffice(source);
      }
      OPCPackage document = OPCPackage.open(parts);
      try {
        read(source, document, content);
      } finally {
        document.revert(); // opened for reading; close() would try to save
      }
    } catch (IOException | OpenXML4JException | XMLStreamException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged Word document or another kind of zip file ("
              + e.getMessage()
              + "); get an undamaged copy, or unpack it",
          e);
    }
  }

  private static void read(Source source, OPCPackage document, Content content)
      throws UnreadableDocumentException, IOException, OpenXML4JException, XMLStreamException {
    PackagePart main = null;
    for (PackageRelationship relationship : document.getRelationships()) {
      if (OFFICE_DOCUMENT.contains(relationship.getRelationshipType())) {
        main = document.getPart(relationship);
      }
    }
    if (main == null) {
      throw notOffice(source);
    }
    if (!main.getContentType().contains("word")) {
      throw source.unreadable(
          Reason.UNSUPPORTED,
          "it is an Office document but not a Word document ("
              + main.getContentType()
              + "); export it to PDF, DOCX or HTML");
    }
    content.title(document.getPackageProperties().getTitleProperty().orElse(null));
    WordStyles styles = new WordStyles();
    try (InputStream in = related(main, "/styles")) {
      styles.read(in);
    }
    WordNumbering numbering = new WordNumbering();
    try (InputStream in = related(main, "/numbering")) {
      numbering.read(in);
    }
    try (InputStream in = main.getInputStream()) {
      new WordBody(styles, numbering, content).read(in);
    }
    for (String notes : new String[] {"/footnotes", "/endnotes"}) {
      try (InputStream in = related(main, notes)) {
        new WordBody(styles, numbering, content).read(in);
      }
    }
  }

  private static UnreadableDocumentException notOffice(Source source) {
    return source.unreadable(
        Reason.UNSUPPORTED,
        "it is a zip file but no Office document; unpack it and add the documents in it");
  }

  /**
   * The part that {@code main} refers to by a relationship of this kind; no bytes if there is none.
   */
  private static InputStream related(PackagePart main, String kind)
      throws IOException, InvalidFormatException {
    PackagePart part = null;
    for (PackageRelationship relationship : main.getRelationships()) {
      if (relationship.getRelationshipType().endsWith(kind)
          && relationship.getTargetMode() == TargetMode.INTERNAL) {
        part = partOrNull(main, relationship);
      }
    }
    return part == null ? InputStream.nullInputStream() : part.getInputStream();
  }

  private static @Nullable PackagePart partOrNull(PackagePart main, PackageRelationship to)
      throws InvalidFormatException {
    try {
      return main.getRelatedPart(to);
    } catch (IllegalArgumentException e) {
      return null; // POI's answer to a relationship that leads nowhere; such documents open in Word
    }
  }
}

package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import dev.retinue.document.zipped.ZipParts;
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
import org.xml.sax.SAXException;

/**
 * Word, Excel and PowerPoint documents since 2007 (ECMA-376): a zip file whose main part says which
 * of them it is. POI opens the package and follows its relationships; the parts are read as streams
 * of XML events rather than through POI's object models, which need many times a document's size in
 * memory.
 */
public final class OfficeFormat implements DocumentFormat {
  private static final Set<String> OFFICE_DOCUMENT =
      Set.of(
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
          "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument");
  private static final String TYPE = "application/vnd.openxmlformats-officedocument.";

  @Override
  public Set<String> endings() {
    return Set.of(
        "docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xltx", "xltm", "xlsb", "pptx", "pptm",
        "potx", "ppsx", "ppsm");
  }

  /** Any zip file, of which nobody else can say what it is. */
  @Override
  public Match match(Source source) {
    return source.startsWith('P', 'K', 3, 4) ? Match.CONTENT : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    try (ZipParts parts = new ZipParts(source)) {
      if (parts.getEntry("[Content_Types].xml") == null) {
        throw notOffice(source);
      }
      OPCPackage document = OPCPackage.open(parts);
      try {
        return read(source, document, content);
      } finally {
        document.revert(); // opened for reading; close() would try to save
      }
    } catch (IOException | OpenXML4JException | XMLStreamException | SAXException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged Office document or another kind of zip file ("
              + e.getMessage()
              + "); get an undamaged copy, or unpack it",
          e);
    }
  }

  private static String read(Source source, OPCPackage document, Content content)
      throws UnreadableDocumentException,
          IOException,
          OpenXML4JException,
          XMLStreamException,
          SAXException {
    PackagePart main = null;
    for (PackageRelationship relationship : document.getRelationships()) {
      if (OFFICE_DOCUMENT.contains(relationship.getRelationshipType())) {
        main = document.getPart(relationship);
      }
    }
    if (main == null) {
      throw notOffice(source);
    }
    String type = main.getContentType();
    content.title(document.getPackageProperties().getTitleProperty().orElse(null));
    if (type.contains("word")) {
      WordDocument.read(main, content);
      return TYPE + "wordprocessingml.document";
    }
    if (type.contains("presentationml") || type.contains("ms-powerpoint")) {
      new Slides(source, content).read(main);
      return TYPE + "presentationml.presentation";
    }
    if (type.contains("sheet.binary")) {
      BinaryWorkbook.read(source, document, content);
      return "application/vnd.ms-excel.sheet.binary.macroenabled.12";
    }
    if (type.contains("spreadsheetml") || type.contains("ms-excel")) {
      new Workbook(source, content).read(main);
      return TYPE + "spreadsheetml.sheet";
    }
    throw source.unreadable(
        Reason.UNSUPPORTED,
        "it is an Office document but of no kind that is read ("
            + type
            + "); export it to PDF, DOCX or HTML");
  }

  private static UnreadableDocumentException notOffice(Source source) {
    return source.unreadable(
        Reason.UNSUPPORTED,
        "it is a zip file but no Office document; unpack it and add the documents in it");
  }

  /**
   * The part that {@code main} refers to by a relationship of this kind; no bytes if there is none.
   */
  static InputStream related(PackagePart main, String kind)
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

  static @Nullable PackagePart partOrNull(PackagePart main, PackageRelationship to)
      throws InvalidFormatException {
    try {
      return main.getRelatedPart(to);
    } catch (IllegalArgumentException e) {
      return null; // POI's answer to a relationship that leads nowhere; such documents open in Word
    }
  }
}

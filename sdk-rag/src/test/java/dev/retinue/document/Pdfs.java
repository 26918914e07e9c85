package dev.retinue.document;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/**
 * Writes small PDFs. A line beginning with {@code #} is set as a heading, an empty one is a gap.
 */
final class Pdfs {
  private Pdfs() {}

  static Path write(Path file, List<List<String>> pages) throws IOException {
    try (PDDocument document = new PDDocument()) {
      for (List<String> lines : pages) {
        page(document, lines);
      }
      document.save(file.toFile());
    }
    return file;
  }

  static Path writeEncrypted(Path file, String password) throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, List.of("A secret."));
      document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
      document.save(file.toFile());
    }
    return file;
  }

  private static void page(PDDocument document, List<String> lines) throws IOException {
    PDPage page = new PDPage(PDRectangle.A4);
    document.addPage(page);
    try (PDPageContentStream out = new PDPageContentStream(document, page)) {
      float y = 800;
      for (String line : lines) {
        boolean heading = line.startsWith("#");
        if (!line.isEmpty()) {
          out.beginText();
          out.setFont(
              new PDType1Font(heading ? FontName.HELVETICA_BOLD : FontName.HELVETICA),
              heading ? 16 : 10);
          out.newLineAtOffset(60, y);
          out.showText(heading ? line.substring(1).strip() : line);
          out.endText();
        }
        y -= heading ? 24 : 13;
      }
    }
  }
}

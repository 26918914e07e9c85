package dev.retinue.document.pdf;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.jspecify.annotations.Nullable;

/** PDF: {@link PdfLines} takes the lines from the pages, {@link PdfLayout} makes blocks of them. */
public final class PdfFormat implements DocumentFormat {
  private static final Set<String> TEXT =
      Set.of("html", "htm", "xhtml", "md", "markdown", "txt", "text", "log", "json", "csv", "eml");

  @Override
  public Set<String> endings() {
    return Set.of("pdf");
  }

  /** The specification's note on headers: they are accepted anywhere in the first 1024 bytes. */
  @Override
  public Match match(Source source) {
    String start = source.start();
    return start.startsWith("%PDF-") || (start.contains("%PDF-") && !TEXT.contains(source.ending()))
        ? Match.CONTENT
        : Match.NONE;
  }

  @Override
  public String read(Source source, Content content)
      throws UnreadableDocumentException, InterruptedException {
    PdfInflation.check(source);
    try (PDDocument document = Loader.loadPDF(source.bytes())) {
      int pages = document.getNumberOfPages();
      if (pages > source.limits().pages()) {
        throw new Content.TooLarge(
            "it has %,d pages and at most %,d are read; split it into smaller documents"
                .formatted(pages, source.limits().pages()));
      }
      content.title(usefulTitle(document.getDocumentInformation().getTitle()));
      PdfLines lines = new PdfLines(source);
      new PdfLayout(lines.read(document)).write(content);
      for (String warning : lines.warnings()) {
        content.warning(warning);
      }
      if (lines.failedPages() == pages && pages > 0) {
        throw source.unreadable(
            Reason.CORRUPT, "none of its pages can be read; get an undamaged copy");
      }
      warnOfSilentPages(lines.silentPages(), pages, content);
      if (content.blocks().isEmpty()) {
        throw source.unreadable(
            Reason.NO_TEXT,
            "it holds no text, so it may be a scan; run text recognition (OCR) over it first");
      }
      return "application/pdf";
    } catch (InvalidPasswordException e) {
      throw source.unreadable(
          Reason.ENCRYPTED, "it asks for a password; save a copy without password and add that", e);
    } catch (InterruptedIOException e) {
      Thread.interrupted(); // the exception carries the interrupt from here on
      InterruptedException interrupted =
          new InterruptedException("interrupted while reading " + source.fileName());
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      throw source.unreadable(
          Reason.CORRUPT, "it is a damaged PDF (" + e.getMessage() + "); get an undamaged copy", e);
    }
  }

  private static void warnOfSilentPages(List<Integer> silent, int pages, Content content) {
    if (!silent.isEmpty()) {
      content.warning(
          "%d of %d pages hold no text and may be scans: %s"
              .formatted(
                  silent.size(),
                  pages,
                  silent.size() <= 10 ? silent : silent.subList(0, 10) + " and more"));
    }
  }

  /** Programs that make PDFs often leave a file name or a placeholder as title. */
  private static @Nullable String usefulTitle(@Nullable String title) {
    if (title == null) {
      return null;
    }
    String lower = title.strip().toLowerCase(Locale.ROOT);
    boolean useless =
        lower.startsWith("microsoft word")
            || lower.startsWith("untitled")
            || lower.matches("\\S*\\.(docx?|pdf|tex|dvi|indd|qxd|pptx?|odt|ps|txt)")
            || lower.chars().noneMatch(Character::isLetter);
    return useless ? null : title;
  }
}

package dev.retinue.document.pdf;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Takes the lines of text, with their places and fonts, from the pages of a PDF. A page that cannot
 * be read becomes a warning, not the end of the document. Confined to one thread.
 */
final class PdfLines extends PDFTextStripper {
  private static final int MAX_GLYPHS_ON_A_PAGE = 500_000;

  /**
   * One line. Coordinates are in points from the page's upper left corner.
   *
   * @param cells its text, parted where a gap is wide enough to be one between columns
   * @param size of the font of most of its characters
   */
  record Line(
      int page,
      List<String> cells,
      float left,
      float right,
      float baseline,
      float pageHeight,
      float size,
      boolean bold) {
    String text() {
      return String.join(" ", cells);
    }
  }

  private final Source source;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Integer> silentPages = new ArrayList<>();
  private int failedPages;
  private int glyphsOnPage;
  private float pageHeight;

  // the line being gathered
  private final List<String> cells = new ArrayList<>();
  private final StringBuilder cell = new StringBuilder();
  private float left;
  private float right;
  private float baseline;
  private float sizeSum;
  private int boldGlyphs;
  private int glyphs;

  PdfLines(Source source) {
    this.source = source;
    setSuppressDuplicateOverlappingText(true); // some programs print twice to embolden
  }

  List<Line> read(PDDocument document) throws IOException {
    writeText(document, Writer.nullWriter());
    return lines;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Pages that were read and hold no text. */
  List<Integer> silentPages() {
    return silentPages;
  }

  int failedPages() {
    return failedPages;
  }

  @Override
  public void processPage(PDPage page) throws IOException {
    glyphsOnPage = 0;
    boolean onItsSide = page.getRotation() % 180 != 0;
    pageHeight = onItsSide ? page.getCropBox().getWidth() : page.getCropBox().getHeight();
    int before = lines.size();
    try {
      super.processPage(page);
      if (lines.size() == before) {
        silentPages.add(getCurrentPageNo());
      }
    } catch (InterruptedIOException | Content.TooLarge e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // PDFBox reports damage by checked and unchecked exceptions alike; the other pages may be
      // sound
      endLine();
      failedPages++;
      warnings.add("page " + getCurrentPageNo() + " is damaged and was left out (" + e + ")");
    }
  }

  @Override
  protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
    if (Thread.currentThread()
        .isInterrupted()) { // left set: PDFBox may swallow the first exception
      throw new InterruptedIOException();
    }
    source.checkTime();
    super.processOperator(operator, operands);
  }

  @Override
  protected void processTextPosition(TextPosition text) {
    if (++glyphsOnPage > MAX_GLYPHS_ON_A_PAGE) {
      throw new Content.TooLarge(
          "page %d holds more than %,d characters; print it anew"
              .formatted(getCurrentPageNo(), MAX_GLYPHS_ON_A_PAGE));
    }
    super.processTextPosition(text);
  }

  @Override
  protected void writeString(String text, List<TextPosition> positions) {
    TextPosition first = positions.getFirst();
    TextPosition last = positions.getLast();
    float from = first.getXDirAdj();
    boolean beginning = glyphs == 0;
    if (beginning) {
      left = from;
      right = from;
      baseline = first.getYDirAdj();
    } else if (from - right > 2 * first.getFontSizeInPt() && !cell.isEmpty()) {
      cells.add(cell.toString());
      cell.setLength(0);
    }
    cell.append(text);
    left = Math.min(left, from);
    right = Math.max(right, last.getXDirAdj() + last.getWidthDirAdj());
    for (TextPosition position : positions) {
      sizeSum += position.getFontSizeInPt();
      boldGlyphs += isBold(position.getFont()) ? 1 : 0;
      glyphs++;
    }
  }

  @Override
  protected void writeWordSeparator() {
    cell.append(' ');
  }

  @Override
  protected void writeLineSeparator() {
    endLine();
  }

  @Override
  protected void writeParagraphEnd() {
    endLine();
  }

  @Override
  protected void writePageEnd() {
    endLine();
  }

  private void endLine() {
    if (!cell.isEmpty()) {
      cells.add(cell.toString());
    }
    List<String> clean =
        cells.stream().map(Content::clean).filter(text -> !text.isEmpty()).toList();
    if (!clean.isEmpty() && glyphs > 0) {
      lines.add(
          new Line(
              getCurrentPageNo(),
              clean,
              left,
              right,
              baseline,
              pageHeight,
              Math.round(2 * sizeSum / glyphs) / 2f,
              boldGlyphs * 10 > glyphs * 9));
    }
    cells.clear();
    cell.setLength(0);
    sizeSum = 0;
    boldGlyphs = 0;
    glyphs = 0;
  }

  private static boolean isBold(PDFont font) {
    PDFontDescriptor descriptor = font.getFontDescriptor();
    if (descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= 600)) {
      return true;
    }
    String name = String.valueOf(font.getName()).toLowerCase(Locale.ROOT);
    return name.contains("bold") || name.contains("black") || name.contains("heavy");
  }
}

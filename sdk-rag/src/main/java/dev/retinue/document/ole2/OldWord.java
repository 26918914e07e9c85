package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.hwpf.HWPFOldDocument;
import org.apache.poi.hwpf.OldWordFileFormatException;
import org.apache.poi.hwpf.extractor.Word6Extractor;
import org.apache.poi.hwpf.model.StyleDescription;
import org.apache.poi.hwpf.usermodel.Paragraph;
import org.apache.poi.hwpf.usermodel.Range;
import org.apache.poi.hwpf.usermodel.Table;
import org.apache.poi.hwpf.usermodel.TableCell;
import org.apache.poi.hwpf.usermodel.TableRow;
import org.apache.poi.poifs.filesystem.DirectoryNode;

/** Word 97 to 2003 with its headings, lists and tables; Word 6 and 95 as paragraphs. */
final class OldWord {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final Pattern HEADING = Pattern.compile("heading (\\d)");

  private OldWord() {}

  static void read(DirectoryNode root, Content content) throws IOException {
    try (HWPFDocument document = new HWPFDocument(root)) {
      Range range = document.getRange();
      range(document, range, content);
      for (Range notes : List.of(document.getFootnoteRange(), document.getEndnoteRange())) {
        for (int i = 0; i < notes.numParagraphs(); i++) {
          content.paragraph(text(notes.getParagraph(i)), NO_PAGE);
        }
      }
    } catch (OldWordFileFormatException e) {
      try (HWPFOldDocument document = new HWPFOldDocument(root);
          Word6Extractor extractor = new Word6Extractor(document)) {
        extractor
            .getText()
            .lines()
            .forEach(line -> content.paragraph(Range.stripFields(line), NO_PAGE));
      }
    }
  }

  private static void range(HWPFDocument document, Range range, Content content) {
    int count = range.numParagraphs();
    int tableEnd = -1;
    for (int i = 0; i < count; i++) {
      Paragraph paragraph = range.getParagraph(i);
      if (paragraph.getStartOffset() < tableEnd) {
        continue;
      }
      if (paragraph.isInTable()) {
        Table table = range.getTable(paragraph);
        tableEnd = table.getEndOffset();
        table(table, content);
      } else {
        paragraph(document, paragraph, content);
      }
    }
  }

  private static void paragraph(HWPFDocument document, Paragraph paragraph, Content content) {
    String text = text(paragraph);
    StyleDescription style =
        document.getStyleSheet().getStyleDescription(paragraph.getStyleIndex());
    String name = style == null || style.getName() == null ? "" : style.getName();
    Matcher heading = HEADING.matcher(name.toLowerCase(Locale.ROOT));
    if (heading.matches()) {
      content.heading(heading.group(1).charAt(0) - '0', text, NO_PAGE);
    } else if (paragraph.isInList()) {
      content.listItem(Math.clamp(paragraph.getIlvl(), 0, 8), "-", text, NO_PAGE);
    } else {
      content.paragraph(text, NO_PAGE);
    }
  }

  private static void table(Table table, Content content) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < table.numRows(); r++) {
      TableRow row = table.getRow(r);
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < row.numCells(); c++) {
        TableCell cell = row.getCell(c);
        boolean repeats =
            cell.isVerticallyMerged()
                && !cell.isFirstVerticallyMerged()
                && !rows.isEmpty()
                && c < rows.getLast().size();
        cells.add(repeats ? rows.getLast().get(c) : text(cell));
      }
      rows.add(cells);
    }
    content.table(rows, NO_PAGE);
  }

  /** Without the codes of fields, and without the marks that stand for pictures and ends. */
  private static String text(Range range) {
    return Range.stripFields(range.text()).replace('\u0007', ' ').replace('\u000B', ' ');
  }
}

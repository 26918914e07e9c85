package dev.retinue.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import org.apache.poi.hslf.usermodel.HSLFSlide;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTable;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.sl.usermodel.Placeholder;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.SlideLayout;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFSlideLayout;
import org.apache.poi.xslf.usermodel.XSLFTable;
import org.apache.poi.xslf.usermodel.XSLFTextShape;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetsAndSlidesTest {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();

  @TempDir Path folder;

  private Document read(Path file) throws Exception {
    return new DocumentReader().read(file);
  }

  private static Workbook workbook(String ending) {
    return ending.equals("xls") ? new HSSFWorkbook() : new XSSFWorkbook();
  }

  private Path written(Workbook book, String name) throws IOException {
    Path file = folder.resolve(name);
    try (book;
        OutputStream out = Files.newOutputStream(file)) {
      book.write(out);
    }
    return file;
  }

  private static void row(Sheet sheet, int number, Object... cells) {
    Row row = sheet.createRow(number);
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] instanceof Double value) {
        row.createCell(i).setCellValue(value);
      } else if (!cells[i].equals("")) {
        row.createCell(i).setCellValue(cells[i].toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xlsx", "xls"})
  void aSheetIsAHeadingAndItsTables(String ending) throws Exception {
    Workbook book = workbook(ending);
    Sheet sheet = book.createSheet("Turnover");
    row(sheet, 0, "Figures of the year");
    row(sheet, 1, "Quarter", "Euro");
    row(sheet, 2, "Q1", 1200.5);
    row(sheet, 3, "Q2", 0.1 + 0.2);
    row(sheet, 6, "Offices", "Heads");
    row(sheet, 7, "Oslo", 12.0);

    Document document = read(written(book, "a." + ending));

    assertThat(document.blocks())
        .containsExactly(
            new Block.Heading(1, "Turnover", NO_PAGE),
            new Block.Paragraph("Figures of the year", NO_PAGE),
            new Block.Table(
                List.of(List.of("Quarter", "Euro"), List.of("Q1", "1200.5"), List.of("Q2", "0.3")),
                NO_PAGE),
            new Block.Table(List.of(List.of("Offices", "Heads"), List.of("Oslo", "12")), NO_PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xlsx", "xls"})
  void cellsReadAsTheyAreShown(String ending) throws Exception {
    Workbook book = workbook(ending);
    Sheet sheet = book.createSheet("S");
    row(sheet, 0, "day", "share", "sum", "true", "wrong");
    Row row = sheet.createRow(1);
    CellStyle day = book.createCellStyle();
    day.setDataFormat(book.createDataFormat().getFormat("yyyy-mm-dd"));
    Cell date = row.createCell(0);
    date.setCellValue(LocalDate.of(2026, 3, 14));
    date.setCellStyle(day);
    CellStyle percent = book.createCellStyle();
    percent.setDataFormat(book.createDataFormat().getFormat("0.0%"));
    Cell share = row.createCell(1);
    share.setCellValue(0.125);
    share.setCellStyle(percent);
    row.createCell(2).setCellFormula("40+2");
    row.createCell(3).setCellValue(true);
    row.createCell(4).setCellFormula("1/0");
    book.getCreationHelper().createFormulaEvaluator().evaluateAll();

    assertThat(read(written(book, "a." + ending)).blocks().getLast())
        .isEqualTo(
            new Block.Table(
                List.of(
                    List.of("day", "share", "sum", "true", "wrong"),
                    List.of("2026-03-14", "12.5%", "42", "TRUE", "#DIV/0!")),
                NO_PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xlsx", "xls"})
  void aHiddenSheetIsLeftOutAndThatIsSaid(String ending) throws Exception {
    Workbook book = workbook(ending);
    row(book.createSheet("Shown"), 0, "seen", "by all");
    row(book.createSheet("Secret"), 0, "not", "seen");
    book.setSheetHidden(1, true);

    Document document = read(written(book, "a." + ending));

    assertThat(document.text()).contains("seen | by all").doesNotContain("not");
    assertThat(document.warnings())
        .containsExactly("the sheet 'Secret' is hidden and was left out");
  }

  @Test
  void tablesBesideEachOtherAreSeveral() throws Exception {
    Workbook book = new XSSFWorkbook();
    Sheet sheet = book.createSheet("S");
    row(sheet, 0, "a", "b", "", "x", "y");
    row(sheet, 1, "1", "", "", "7", "8");
    row(sheet, 2, "3", "4", "", "9", "");

    assertThat(read(written(book, "a.xlsx")).blocks().subList(1, 3))
        .containsExactly(
            new Block.Table(
                List.of(List.of("a", "b"), List.of("1", ""), List.of("3", "4")), NO_PAGE),
            new Block.Table(
                List.of(List.of("x", "y"), List.of("7", "8"), List.of("9", "")), NO_PAGE));
  }

  @Test
  void aSlideIsAPageWithTitleListTableAndNotes() throws Exception {
    Path file = folder.resolve("a.pptx");
    try (XMLSlideShow show = new XMLSlideShow();
        OutputStream out = Files.newOutputStream(file)) {
      XSLFSlideLayout layout =
          show.getSlideMasters().getFirst().getLayout(SlideLayout.TITLE_AND_CONTENT);
      show.createSlide(layout).getPlaceholder(0).setText("First");
      XSLFSlide slide = show.createSlide(layout);
      slide.getPlaceholder(0).setText("Goals");
      slide.getPlaceholder(1).setText("Grow\nStay calm");
      XSLFTable table = slide.createTable(2, 2);
      table.setAnchor(new Rectangle(0, 300, 400, 100));
      table.getCell(0, 0).setText("Year");
      table.getCell(0, 1).setText("Heads");
      table.getCell(1, 0).setText("2026");
      table.getCell(1, 1).setText("14");
      ((XSLFTextShape) show.getNotesSlide(slide).getPlaceholder(Placeholder.BODY))
          .setText("Speak slowly");
      show.write(out);
    }

    Document document = read(file);

    OptionalInt second = OptionalInt.of(2);
    assertThat(document.title()).isEqualTo("First");
    assertThat(document.blocks())
        .contains(
            new Block.Heading(1, "Goals", second),
            new Block.ListItem(0, "- Grow", second),
            new Block.ListItem(0, "- Stay calm", second),
            new Block.Table(List.of(List.of("Year", "Heads"), List.of("2026", "14")), second),
            new Block.Paragraph("Notes: Speak slowly", second));
  }

  @Test
  void anOldPresentationIsReadAsANewOne() throws Exception {
    Path file = folder.resolve("a.ppt");
    try (HSLFSlideShow show = new HSLFSlideShow();
        OutputStream out = Files.newOutputStream(file)) {
      HSLFSlide slide = show.createSlide();
      slide.addTitle().setText("Goals");
      HSLFTable table = slide.createTable(1, 2);
      table.getCell(0, 0).setText("Year");
      table.getCell(0, 1).setText("2026");
      show.write(out);
    }

    assertThat(read(file).blocks())
        .containsExactly(
            new Block.Heading(1, "Goals", OptionalInt.of(1)),
            new Block.Table(List.of(List.of("Year", "2026")), OptionalInt.of(1)));
  }
}

package dev.retinue.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.document.Block.Code;
import dev.retinue.document.Block.Heading;
import dev.retinue.document.Block.ListItem;
import dev.retinue.document.Block.Paragraph;
import dev.retinue.document.Block.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.poi.xwpf.usermodel.XWPFAbstractNum;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFNumbering;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTAbstractNum;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTLvl;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTPPrGeneral;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STNumberFormat;

class DocumentReaderTest {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return file(name, content, StandardCharsets.UTF_8);
  }

  private Path file(String name, String content, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(charset));
  }

  private static Document read(Path path) throws Exception {
    return new DocumentReader().read(path);
  }

  @Nested
  class Pdf {
    private static final String FOOTER = "Handbook of the observatory, page ";

    @Test
    void itKnowsPagesAndHeadingsAndJoinsWrappedLines() throws Exception {
      Path pdf =
          Pdfs.write(
              folder.resolve("a.pdf"),
              List.of(
                  List.of(
                      "# Opening the dome",
                      "The dome is opened only when the wind stays below forty kilometres an hour and the hu-",
                      "midity below ninety percent, as the weather station on the northern roof reports it.",
                      "",
                      "A second paragraph stands by itself, long enough to be taken for a paragraph of text."),
                  List.of("# Closing", "The dome is closed before dawn by the person on duty.")));

      Document document = read(pdf);

      assertThat(document.mediaType()).isEqualTo("application/pdf");
      assertThat(document.title()).isEqualTo("Opening the dome");
      assertThat(document.blocks())
          .containsExactly(
              new Heading(1, "Opening the dome", OptionalInt.of(1)),
              new Paragraph(
                  "The dome is opened only when the wind stays below forty kilometres an hour and the"
                      + " humidity below ninety percent, as the weather station on the northern roof"
                      + " reports it.",
                  OptionalInt.of(1)),
              new Paragraph(
                  "A second paragraph stands by itself, long enough to be taken for a paragraph of"
                      + " text.",
                  OptionalInt.of(1)),
              new Heading(1, "Closing", OptionalInt.of(2)),
              new Paragraph(
                  "The dome is closed before dawn by the person on duty.", OptionalInt.of(2)));
    }

    @Test
    void itDropsWhatStandsAtTheEdgeOfMostPages() throws Exception {
      Path pdf =
          Pdfs.write(
              folder.resolve("b.pdf"),
              List.of(
                  List.of(FOOTER + 1, "", "", "", "", "", "", "", "", "The first page's text."),
                  List.of(FOOTER + 2, "", "", "", "", "", "", "", "", "The second page's text."),
                  List.of(FOOTER + 3, "", "", "", "", "", "", "", "", "The third page's text.")));

      assertThat(read(pdf).text())
          .isEqualTo("The first page's text.\n\nThe second page's text.\n\nThe third page's text.");
    }

    @Test
    void itSaysWhichPagesHoldNoText() throws Exception {
      Path pdf =
          Pdfs.write(folder.resolve("c.pdf"), List.of(List.of("Some text."), List.of(), List.of()));

      assertThat(read(pdf).warnings())
          .containsExactly("2 of 3 pages hold no text and may be scans: [2, 3]");
    }

    @Test
    void itsItemsBecomeAList() throws Exception {
      Path pdf =
          Pdfs.write(
              folder.resolve("d.pdf"),
              List.of(List.of("Before opening:", "1. Check the wind.", "2. Check the rain.")));

      assertThat(read(pdf).blocks())
          .containsExactly(
              new Paragraph("Before opening:", OptionalInt.of(1)),
              new ListItem(0, "1. Check the wind.", OptionalInt.of(1)),
              new ListItem(0, "2. Check the rain.", OptionalInt.of(1)));
    }

    @Test
    void itsContentDecidesBeforeItsName() throws Exception {
      Path pdf = Pdfs.write(folder.resolve("notes.txt"), List.of(List.of("Really a PDF.")));

      assertThat(read(pdf).mediaType()).isEqualTo("application/pdf");
    }
  }

  @Nested
  class Word {
    private Path write(XWPFDocument document) throws IOException {
      Path file = folder.resolve("a.docx");
      try (document;
          OutputStream out = Files.newOutputStream(file)) {
        document.write(out);
      }
      return file;
    }

    private static void style(XWPFDocument document, String id, String name, String basedOn) {
      CTStyle style = CTStyle.Factory.newInstance();
      style.setStyleId(id);
      style.addNewName().setVal(name);
      if (!basedOn.isEmpty()) {
        style.addNewBasedOn().setVal(basedOn);
      }
      document.createStyles().addStyle(new XWPFStyle(style));
    }

    private static void paragraph(XWPFDocument document, String style, String text) {
      XWPFParagraph paragraph = document.createParagraph();
      if (!style.isEmpty()) {
        paragraph.setStyle(style);
      }
      paragraph.createRun().setText(text);
    }

    @Test
    void itFollowsStylesToHeadingsWhateverTheirLanguage() throws Exception {
      XWPFDocument document = new XWPFDocument();
      style(document, "berschrift1", "heading 1", "");
      style(document, "Hausstil", "House style", "berschrift1");
      CTStyle outlined = CTStyle.Factory.newInstance();
      outlined.setStyleId("Gliederung");
      CTPPrGeneral properties = outlined.addNewPPr();
      properties.addNewOutlineLvl().setVal(BigInteger.ONE);
      document.getStyles().addStyle(new XWPFStyle(outlined));
      paragraph(document, "berschrift1", "Telescopes");
      paragraph(document, "Gliederung", "The large one");
      paragraph(document, "Hausstil", "People");
      paragraph(document, "", "Nobody lives here.");

      assertThat(read(write(document)).blocks())
          .containsExactly(
              new Heading(1, "Telescopes", NO_PAGE),
              new Heading(2, "The large one", NO_PAGE),
              new Heading(1, "People", NO_PAGE),
              new Paragraph("Nobody lives here.", NO_PAGE));
    }

    @Test
    void itCountsTheNumbersOfLists() throws Exception {
      XWPFDocument document = new XWPFDocument();
      CTAbstractNum list = CTAbstractNum.Factory.newInstance();
      list.setAbstractNumId(BigInteger.ZERO);
      CTLvl level = list.addNewLvl();
      level.setIlvl(BigInteger.ZERO);
      level.addNewNumFmt().setVal(STNumberFormat.DECIMAL);
      level.addNewLvlText().setVal("%1.");
      level.addNewStart().setVal(BigInteger.ONE);
      XWPFNumbering numbering = document.createNumbering();
      BigInteger id = numbering.addNum(numbering.addAbstractNum(new XWPFAbstractNum(list)));
      for (String text : List.of("Check the wind.", "Open the dome.")) {
        XWPFParagraph paragraph = document.createParagraph();
        paragraph.setNumID(id);
        paragraph.createRun().setText(text);
      }

      assertThat(read(write(document)).blocks())
          .containsExactly(
              new ListItem(0, "1. Check the wind.", NO_PAGE),
              new ListItem(0, "2. Open the dome.", NO_PAGE));
    }

    @Test
    void itReadsTablesAndTheTextOfLinks() throws Exception {
      XWPFDocument document = new XWPFDocument();
      document
          .createParagraph()
          .createHyperlinkRun("https://example.org/")
          .setText("the duty roster");
      XWPFTable table = document.createTable(2, 2);
      table.getRow(0).getCell(0).setText("Name");
      table.getRow(0).getCell(1).setText("Mirror");
      table.getRow(1).getCell(0).setText("Heron");
      table.getRow(1).getCell(1).setText("0.6 m");
      document.getProperties().getCoreProperties().setTitle("Duty");

      Document read = read(write(document));

      assertThat(read.title()).isEqualTo("Duty");
      assertThat(read.blocks())
          .containsExactly(
              new Paragraph("the duty roster", NO_PAGE),
              new Table(List.of(List.of("Name", "Mirror"), List.of("Heron", "0.6 m")), NO_PAGE));
      assertThat(read.text()).endsWith("Name | Mirror\nHeron | 0.6 m");
    }
  }

  @Nested
  class Html {
    @Test
    void itKeepsTheMainContentAndItsStructure() throws Exception {
      Path html =
          file(
              "a.html",
              """
              <!doctype html><html><head><title>Visits</title><style>p {}</style></head><body>
              <nav><a href=/>Home</a></nav>
              <main><h1>Visiting</h1><p>Open on <b>Friday</b>
              evenings.<p hidden>Not shown.
              <ul><li>Bring a coat<ul><li>a warm one</li></ul></li></ul>
              <ol start=3><li>Park</li><li>Walk</li></ol>
              <table><tr><th>Who<th>Fee<tr><td rowspan=2>Adult<td>8<tr><td>9</table>
              <pre>x = 1
                y = 2</pre><script>alert(1)</script></main>
              <footer>Imprint</footer></body></html>
              """);

      Document document = read(html);

      assertThat(document.title()).isEqualTo("Visits");
      assertThat(document.blocks())
          .containsExactly(
              new Heading(1, "Visiting", NO_PAGE),
              new Paragraph("Open on Friday evenings.", NO_PAGE),
              new ListItem(0, "- Bring a coat", NO_PAGE),
              new ListItem(1, "- a warm one", NO_PAGE),
              new ListItem(0, "3. Park", NO_PAGE),
              new ListItem(0, "4. Walk", NO_PAGE),
              new Table(
                  List.of(List.of("Who", "Fee"), List.of("Adult", "8"), List.of("Adult", "9")),
                  NO_PAGE),
              new Code("x = 1\n  y = 2", NO_PAGE));
    }

    @Test
    void itTakesTheCharsetFromMetaElseFromTheBytes() throws Exception {
      Charset latin = Charset.forName("windows-1252");
      Charset cyrillic = Charset.forName("windows-1251");
      Path silent = file("b.html", "<p>Größe – 5 €</p>", latin);
      Path declared = file("c.html", "<meta charset=windows-1251><p>Обсерватория</p>", cyrillic);

      assertThat(read(silent).text()).isEqualTo("Größe – 5 €");
      assertThat(read(declared).text()).isEqualTo("Обсерватория");
    }

    @Test
    void deepNestingDoesNoHarm() throws Exception {
      Path html = file("d.html", "<div><ul><li>".repeat(100_000) + "deep");

      assertThat(read(html).text()).contains("deep");
    }
  }

  @Nested
  class Markdown {
    @Test
    void itRemovesMarkupAndKeepsStructure() throws Exception {
      Path markdown =
          file(
              "a.md",
              """
              ---
              title: "Night log"
              ---
              Log
              ===

              Seeing was *good*, see [the chart](chart.png) and `seeing.csv`.

              ## Targets

              1. M 31
                 - the core
              2. M 33

              | Target | Hours |
              |--------|------:|
              | M 31   | 2.5   |

              ```java
              int hours = 2;
              ```
              <div>Some <b>HTML</b></div>
              """);

      Document document = read(markdown);

      assertThat(document.title()).isEqualTo("Night log");
      assertThat(document.blocks())
          .containsExactly(
              new Heading(1, "Log", NO_PAGE),
              new Paragraph("Seeing was good, see the chart and seeing.csv.", NO_PAGE),
              new Heading(2, "Targets", NO_PAGE),
              new ListItem(0, "1. M 31", NO_PAGE),
              new ListItem(1, "- the core", NO_PAGE),
              new ListItem(0, "2. M 33", NO_PAGE),
              new Table(List.of(List.of("Target", "Hours"), List.of("M 31", "2.5")), NO_PAGE),
              new Code("int hours = 2;", NO_PAGE),
              new Paragraph("Some HTML", NO_PAGE));
    }

    @Test
    void deepNestingDoesNoHarm() throws Exception {
      assertThat(read(file("b.md", "> ".repeat(50_000) + "deep")).text()).contains("deep");
      assertThat(read(file("c.md", "*a **b ".repeat(20_000))).text()).contains("a");
    }
  }

  @Nested
  class PlainText {
    @Test
    void itJoinsWrappedLinesAndKeepsColumns() throws Exception {
      Path text =
          file(
              "a.txt",
              """
              Safety
              ======

              Nobody climbs the ladder to the dome alone, at night or in
              daylight, without a second person below.

              EMERGENCY NUMBERS

              Fire     112
              Warden   555 0142

              * Keep calm
              * Go to the gate
              """);

      assertThat(read(text).blocks())
          .containsExactly(
              new Heading(1, "Safety", NO_PAGE),
              new Paragraph(
                  "Nobody climbs the ladder to the dome alone, at night or in daylight, without a"
                      + " second person below.",
                  NO_PAGE),
              new Heading(2, "EMERGENCY NUMBERS", NO_PAGE),
              new Code("Fire     112\nWarden   555 0142", NO_PAGE),
              new ListItem(0, "- Keep calm", NO_PAGE),
              new ListItem(0, "- Go to the gate", NO_PAGE));
    }

    @Test
    void itFindsTheCharset() throws Exception {
      String text = "Größe des Spiegels";
      for (String charset : List.of("UTF-8", "windows-1252", "UTF-16")) { // UTF-16 writes a mark
        assertThat(read(file("b.txt", text, Charset.forName(charset))).text())
            .as(charset)
            .isEqualTo(text);
      }
    }

    @Test
    void itsHashIsThatOfItsBytes() throws Exception {
      assertThat(read(file("c", "abc")).sha256())
          .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
  }
}

package dev.retinue.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherFormatsTest {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();

  @TempDir Path folder;

  private Document read(String name, String content) throws Exception {
    return new DocumentReader()
        .read(Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8));
  }

  private static Block.Table table(List<List<String>> rows) {
    return new Block.Table(rows, NO_PAGE);
  }

  @Nested
  class Csv {
    @Test
    void isOneTable() throws Exception {
      Document document = read("a.csv", "name,said\nAda,\"a, \"\"b\"\"\nc\"\n");

      assertThat(document.blocks())
          .containsExactly(table(List.of(List.of("name", "said"), List.of("Ada", "a, \"b\" c"))));
      assertThat(document.mediaType()).isEqualTo("text/csv");
    }

    @Test
    void mayBePartedOtherwise() throws Exception {
      for (String delimiter : List.of(";", "\t", "|")) {
        assertThat(read("a.csv", "a,b%sc%nd%se%n".formatted(delimiter, delimiter)).blocks())
            .containsExactly(table(List.of(List.of("a,b", "c"), List.of("d", "e"))));
      }
    }

    @Test
    void mayBeInAnotherEncoding() throws Exception {
      Path file =
          Files.write(
              folder.resolve("a.csv"), "Straße,Köln".getBytes(Charset.forName("windows-1252")));

      assertThat(new DocumentReader().read(file).text()).isEqualTo("Straße | Köln");
    }
  }

  @Nested
  class Json {
    @Test
    void aListOfLikeObjectsIsATable() throws Exception {
      Document document =
          read("a.json", "{\"title\":\"T\",\"rows\":[{\"a\":1,\"b\":\"x\"},{\"a\":2}]}");

      assertThat(document.blocks())
          .containsExactly(
              new Block.Paragraph("title: T", NO_PAGE),
              new Block.Heading(2, "rows", NO_PAGE),
              table(List.of(List.of("a", "b"), List.of("1", "x"), List.of("2", ""))));
    }

    @Test
    void linesOfItAreAList() throws Exception {
      assertThat(read("a.jsonl", "{\"a\":1}\n{\"a\":2}\n").blocks())
          .containsExactly(table(List.of(List.of("a"), List.of("1"), List.of("2"))));
    }

    @Test
    void thatIsNoneIsRefusedWithTheLine() {
      assertThatThrownBy(() -> read("a.json", "{\n\"a\": }"))
          .isInstanceOfSatisfying(
              UnreadableDocumentException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
          .hasMessageContaining("it is no JSON (line 2: ");
    }

    @Test
    void thatIsNestedWithoutEndIsRefused() {
      assertThatThrownBy(() -> read("a.json", "[".repeat(100_000)))
          .isInstanceOf(UnreadableDocumentException.class)
          .hasMessageContaining("nesting depth");
    }
  }

  @Nested
  class Mail {
    private static final String MAIL =
        """
        From: Ada Lovelace <ada@example.com>
        To: bob@example.com
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
        Date: Sat, 14 Mar 2026 10:00:00 +0000
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: multipart/alternative; boundary=c

        --c
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        The caf=E9 opens at nine.
        --c
        Content-Type: text/html

        <p>not this one</p>
        --c--
        --b
        Content-Type: application/pdf; name=plan.pdf
        Content-Disposition: attachment; filename=plan.pdf
        Content-Transfer-Encoding: base64

        JVBERi0=
        --b--
        """;

    @Test
    void isWhoWroteWhatToWhomAndWhen() throws Exception {
      Document document = read("a.eml", MAIL.replace("\n", "\r\n"));

      assertThat(document.title()).isEqualTo("Grüße");
      assertThat(document.text())
          .contains("ada@example.com", "To: bob@example.com", "Date: 2026-03-14T10:00:00Z")
          .contains("The café opens at nine.", "Attachment: plan.pdf")
          .doesNotContain("not this one");
      assertThat(document.warnings())
          .containsExactly("1 attachments were not read; save them and add them");
    }

    @Test
    void ofHtmlAloneIsReadAsHtml() throws Exception {
      assertThat(
              read(
                      "a.eml",
                      "Subject: S\r\nContent-Type: text/html\r\n\r\n"
                          + "<h2>Plan</h2><script>x()</script><ul><li>one</ul>")
                  .blocks())
          .contains(new Block.Heading(2, "Plan", NO_PAGE), new Block.ListItem(0, "- one", NO_PAGE));
    }

    @Test
    void inMailsWithoutEndIsRefused() {
      StringBuilder mail = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        mail.append("Subject: s\r\nContent-Type: message/rfc822\r\n\r\n");
      }
      assertThatThrownBy(() -> read("a.eml", mail.toString()))
          .isInstanceOf(UnreadableDocumentException.class);
    }
  }

  @Nested
  class Epub {
    private Path book(String spine) throws IOException {
      Path file = folder.resolve("a.epub");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        part(zip, "mimetype", "application/epub+zip");
        part(
            zip,
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>");
        part(
            zip,
            "OEBPS/book.opf",
            "<package><metadata><dc:title>Herons</dc:title></metadata><manifest>"
                + "<item id=\"a\" href=\"text/one.xhtml\"/><item id=\"b\" href=\"two%20b.xhtml\"/>"
                + "<item id=\"c\" href=\"../../../etc/passwd\"/></manifest><spine>"
                + spine
                + "</spine></package>");
        part(zip, "OEBPS/text/one.xhtml", "<html><body><h1>One</h1><p>First</p></body></html>");
        part(zip, "OEBPS/two b.xhtml", "<html><body><p>Second</p></body></html>");
      }
      return file;
    }

    private static void part(ZipOutputStream zip, String name, String text) throws IOException {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isReadInTheOrderOfItsSpine() throws Exception {
      Document document =
          new DocumentReader().read(book("<itemref idref=\"b\"/><itemref idref=\"a\"/>"));

      assertThat(document.title()).isEqualTo("Herons");
      assertThat(document.mediaType()).isEqualTo("application/epub+zip");
      assertThat(document.text()).isEqualTo("Second\n\nOne\n\nFirst");
    }

    @Test
    void saysWhichChapterIsMissing() throws Exception {
      Document document =
          new DocumentReader().read(book("<itemref idref=\"a\"/><itemref idref=\"c\"/>"));

      assertThat(document.text()).isEqualTo("One\n\nFirst");
      assertThat(document.warnings())
          .containsExactly("the chapter '../../../etc/passwd' is not in the book");
    }
  }

  @Nested
  class OfAHost {
    /** Reads what is written backwards. */
    private static final class Backwards implements DocumentFormat {
      @Override
      public Set<String> endings() {
        return Set.of("txet");
      }

      @Override
      public Match match(Source source) {
        return source.ending().equals("txet") ? Match.NAME : Match.NONE;
      }

      @Override
      public String read(Source source, Content content) {
        String text = new String(source.bytes(), StandardCharsets.UTF_8);
        content.paragraph(new StringBuilder(text).reverse().toString(), NO_PAGE);
        return "text/x-backwards";
      }
    }

    @Test
    void isReadBesideOurs() throws Exception {
      List<DocumentFormat> formats = new ArrayList<>(List.of(new Backwards()));
      formats.addAll(DocumentReader.formats(getClass().getClassLoader()));
      DocumentReader reader = new DocumentReader(formats, Limits.STANDARD);
      Path file = Files.writeString(folder.resolve("a.txet"), "snoreh");

      Document document = reader.read(file);

      assertThat(document.text()).isEqualTo("herons");
      assertThat(document.mediaType()).isEqualTo("text/x-backwards");
      assertThat(reader.isDocumentName(file)).isTrue();
    }
  }

  @Test
  void anyDocumentIsMarkdownAsWell() throws Exception {
    Document document =
        read(
            "a.html",
            "<h2>A *b*</h2><p>1. no list</p><ul><li>x</ul><table><tr><th>a|b<tr><td>c</table><pre>`` `</pre>");

    assertThat(document.markdown())
        .isEqualTo(
            """
            ## A \\*b\\*

            1\\. no list

            - x

            | a\\|b |
            | --- |
            | c |

            ```
            `` `
            ```
            """);
  }
}

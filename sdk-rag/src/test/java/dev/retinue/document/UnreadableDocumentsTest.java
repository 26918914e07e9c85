package dev.retinue.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableDocumentsTest {
  @TempDir Path folder;

  private static void assertRefused(Path file, Reason reason, String what) {
    assertRefused(new DocumentReader(), file, reason, what);
  }

  private static void assertRefused(DocumentReader reader, Path file, Reason reason, String what) {
    UnreadableDocumentException refused =
        catchThrowableOfType(UnreadableDocumentException.class, () -> reader.read(file));
    assertThat(refused)
        .hasMessageStartingWith("cannot read " + file + ": ")
        .hasMessageContaining(what);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.path()).isEqualTo(file);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  @Nested
  class Encrypted {
    @Test
    void aPdfWithAPassword() throws IOException {
      assertRefused(
          Pdfs.writeEncrypted(folder.resolve("a.pdf"), "secret"),
          Reason.ENCRYPTED,
          "it asks for a password; save a copy without password and add that");
    }

    @Test
    void aPdfThatOnlyRestrictsItsUseIsRead() throws Exception {
      Path file = Pdfs.writeEncrypted(folder.resolve("a.pdf"), "");

      assertThat(new DocumentReader().read(file).text()).isEqualTo("A secret.");
    }

    @Test
    void aWordDocumentWithAPassword() throws Exception {
      Path file = folder.resolve("a.docx");
      try (POIFSFileSystem container = new POIFSFileSystem();
          XWPFDocument document = new XWPFDocument();
          OutputStream out = Files.newOutputStream(file)) {
        Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
        encryptor.confirmPassword("secret");
        document.createParagraph().createRun().setText("A secret.");
        try (OutputStream plain = encryptor.getDataStream(container)) {
          document.write(plain);
        }
        container.writeFilesystem(out);
      }

      assertRefused(file, Reason.ENCRYPTED, "it is protected by a password");
    }
  }

  @Nested
  class Empty {
    @Test
    void aFileWithoutBytes() throws IOException {
      assertRefused(
          file("a.pdf", ""), Reason.EMPTY, "the file is empty (0 bytes); replace or remove it");
    }

    @Test
    void aFileOfWhiteSpace() throws IOException {
      assertRefused(file("a.txt", " \n\n\t"), Reason.EMPTY, "nothing but white space");
      assertRefused(file("a.md", " \n\n\t"), Reason.EMPTY, "nothing but white space");
    }

    @Test
    void aDocumentWithoutText() throws IOException {
      assertRefused(
          file("a.html", "<html><nav>Home</nav></html>"), Reason.NO_TEXT, "it holds no text");
      assertRefused(
          Pdfs.write(folder.resolve("scan.pdf"), List.of(List.of())),
          Reason.NO_TEXT,
          "it may be a scan; run text recognition (OCR) over it first");
    }
  }

  @Nested
  class Damaged {
    @Test
    void aPdfCutShort() throws IOException {
      assertRefused(file("a.pdf", "%PDF-1.7\n1 0 obj"), Reason.CORRUPT, "it is a damaged PDF");
    }

    @Test
    void aZipThatIsNone() throws IOException {
      assertRefused(
          file("a.docx", "PK\3\4 and no more"), Reason.CORRUPT, "damaged Office document");
    }

    @Test
    void anOfficeContainerCutShort() throws IOException {
      byte[] start = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0};
      assertRefused(file("a.doc", start), Reason.CORRUPT, "damaged Office container");
    }

    @Test
    void aNameThatLies() throws IOException {
      assertRefused(
          file("a.pdf", "Just words."),
          Reason.CORRUPT,
          "its name says that it is a .pdf file but its content is not");
      assertRefused(file("a.docx", "Just words."), Reason.CORRUPT, "it is a .docx file but");
      assertRefused(file("a.html", "\0\1\2"), Reason.CORRUPT, "its content is binary, not HTML");
    }
  }

  @Nested
  class OfAnotherKind {
    @Test
    void anUnknownEnding() throws IOException {
      assertRefused(
          file("a.xyz", "words"),
          Reason.UNSUPPORTED,
          "files ending in .xyz are not read; convert it to one of csv, doc, ");
    }

    @Test
    void aPlainZip() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(new ZipEntry("a.txt"));
        zip.write(1);
      }
      assertRefused(
          file("a.zip", bytes.toByteArray()),
          Reason.UNSUPPORTED,
          "a zip file but no Office document");
    }

    @Test
    void binaryNamedText() throws IOException {
      assertRefused(file("a.txt", "\0\1\2"), Reason.CORRUPT, "its content is binary, not text");
    }
  }

  @Nested
  class TooLarge {
    private final DocumentReader strict =
        new DocumentReader(new Limits(50_000, 40_000, 200_000, 10_000, 3, Duration.ofSeconds(20)));

    @Test
    void tooManyBytes() throws IOException {
      assertRefused(
          strict,
          file("a.html", "<p>x".repeat(20_000)),
          Reason.TOO_LARGE,
          "it has 80,000 bytes and at most 50,000 are read; split it");
      assertRefused(
          strict,
          file("b.html", "<p>x".repeat(11_000)),
          Reason.TOO_LARGE,
          "it has 44,000 bytes and at most 40,000 are read; split it");
    }

    @Test
    void tooManyMarks() throws IOException {
      assertRefused(
          file("a.html", "<p>x".repeat(500_001)),
          Reason.TOO_LARGE,
          "it has 500,001 tags, lines or signs of markup and at most 500,000 are read");
      assertRefused(file("a.md", "[".repeat(500_001)), Reason.TOO_LARGE, "signs of markup");
      assertRefused(file("a.txt", "a\n".repeat(500_001)), Reason.TOO_LARGE, "lines");
    }

    @Test
    void tooManyCharacters() throws IOException {
      assertRefused(
          strict,
          file("a.html", "<p>word</p>".repeat(3_000)),
          Reason.TOO_LARGE,
          "it holds more than 10,000 characters of text; split it into smaller documents");
    }

    @Test
    void tooManyPages() throws IOException {
      List<String> page = List.of("text");
      assertRefused(
          strict,
          Pdfs.write(folder.resolve("a.pdf"), List.of(page, page, page, page)),
          Reason.TOO_LARGE,
          "it has 4 pages and at most 3 are read");
    }

    @Test
    void aZipBomb() throws IOException {
      Path file = folder.resolve("a.docx");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
        zip.write("<Types>".getBytes(StandardCharsets.UTF_8));
        zip.write(" ".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
      }
      assertRefused(strict, file, Reason.TOO_LARGE, "it unpacks to more than 200,000 bytes");
    }

    @Test
    void aPdfThatUnpacksToMuchEvenInTwoLayers() throws IOException {
      byte[] zeros = new byte[2_000_000];
      for (byte[] bomb : List.of(deflate(zeros), deflate(deflate(zeros)))) {
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        pdf.writeBytes(
            "%PDF-1.7\n1 0 obj\n<< /Length 9 >>\nstream\n".getBytes(StandardCharsets.US_ASCII));
        pdf.writeBytes(bomb);
        assertRefused(
            strict,
            file("a.pdf", pdf.toByteArray()),
            Reason.TOO_LARGE,
            "a part of it unpacks to more than 200,000 bytes");
      }
    }

    private static byte[] deflate(byte[] plain) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
        deflater.write(plain);
      }
      return bytes.toByteArray();
    }

    @Test
    void tooLongToRead() throws IOException {
      DocumentReader hasty =
          new DocumentReader(new Limits(50_000, 40_000, 200_000, 10_000, 3, Duration.ZERO));
      assertRefused(
          hasty,
          Pdfs.write(folder.resolve("a.pdf"), List.of(List.of("text"))),
          Reason.TOO_LARGE,
          "reading it took longer than 0 s");
    }
  }

  @Nested
  class NotReadable {
    @Test
    void nothingThere() {
      assertRefused(folder.resolve("no.pdf"), Reason.NOT_READABLE, "there is no such file");
    }

    @Test
    void aFolder() {
      assertRefused(folder, Reason.NOT_READABLE, "it is not a regular file; name a file");
    }

    @Test
    void anInterruptIsPassedOn() throws IOException {
      Path file = Pdfs.write(folder.resolve("a.pdf"), List.of(List.of("text")));

      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> new DocumentReader().read(file))
          .withMessage("interrupted while reading a.pdf");
      assertThat(Thread.interrupted()).isFalse();
    }
  }
}

package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Reads a file into a {@link Document}: PDF, DOCX (with its macro and template kinds), HTML,
 * Markdown and plain text. What a file is, its content decides before its name does.
 *
 * <p>Reading happens on the calling thread and is bounded: PDF and DOCX files up to 100 MiB, the
 * others up to 10 MiB, 20 million characters of text, 5,000 pages, and for a PDF 60 seconds.
 * Markup, scripts, page headers and footers, hidden text and images are left out. Immutable, so
 * safe for use by many threads; a thread needs heap of a few times the file's size.
 */
public final class DocumentReader {
  private static final Pattern EXTENSION = Pattern.compile("(?<=.)\\.[^.]*$");

  private final Limits limits;

  public DocumentReader() {
    this(Limits.STANDARD);
  }

  DocumentReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads one file.
   *
   * @throws UnreadableDocumentException if the file is missing, damaged, encrypted, empty, too
   *     large or of a kind that is not read; nothing else is thrown for anything a file contains
   * @throws InterruptedException if the thread is interrupted while it reads
   */
  public Document read(Path path) throws UnreadableDocumentException, InterruptedException {
    Source source = new Source(path, bytes(path), limits);
    if (source.bytes().length == 0) {
      throw source.unreadable(Reason.EMPTY, "the file is empty (0 bytes); replace or remove it");
    }
    Format format = Format.of(source);
    if (format.isMarkup()) {
      checkSize(path, source.bytes().length, limits.markup());
    }
    Content content = new Content(limits);
    try {
      switch (format) {
        case PDF -> PdfFormat.read(source, content);
        case DOCX -> WordFormat.read(source, content);
        case HTML -> HtmlFormat.read(source, content);
        case MARKDOWN -> MarkdownFormat.read(source, content);
        case TEXT -> TextFormat.read(source, content);
      }
    } catch (Content.TooLarge e) {
      throw source.unreadable(Reason.TOO_LARGE, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | StackOverflowError e) {
      // The one boundary to the parsers: a hostile or damaged file makes them fail in any unchecked
      // way, or nest without end, and must cost the caller no more than this file.
      throw source.unreadable(
          Reason.CORRUPT, "its content is damaged (" + e + "); get an undamaged copy", e);
    }
    if (content.blocks().isEmpty()) {
      throw source.unreadable(
          Reason.NO_TEXT,
          format == Format.PDF
              ? "it holds no text, so it may be a scan; run text recognition (OCR) over it first"
              : "it holds no text; replace or remove it");
    }
    String fallbackTitle = EXTENSION.matcher(source.fileName()).replaceFirst("");
    return content.document(fallbackTitle, format.mediaType(), sha256(source.bytes()));
  }

  /**
   * Whether a file of this name is one to try when a folder is read: its ending is that of a format
   * that is read, or of a word processor whose files are worth being reported as not read.
   */
  public static boolean isDocumentName(Path path) {
    Path name = path.getFileName();
    return name != null && Format.DOCUMENT_ENDINGS.contains(Format.extension(name.toString()));
  }

  private byte[] bytes(Path path) throws UnreadableDocumentException, InterruptedException {
    try {
      if (!Files.exists(path)) {
        throw new UnreadableDocumentException(
            path, Reason.NOT_READABLE, "there is no such file; check the path");
      }
      if (!Files.isRegularFile(path)) { // a pipe or device could block for ever
        throw new UnreadableDocumentException(
            path, Reason.NOT_READABLE, "it is not a regular file; name a file");
      }
      checkSize(path, Files.size(path), limits.bytes());
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes((int) limits.bytes() + 1);
        checkSize(path, bytes.length, limits.bytes()); // it may have grown
        return bytes;
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // the exception carries the interrupt from here on
      InterruptedException interrupted =
          new InterruptedException("interrupted while reading " + path);
      interrupted.initCause(e);
      throw interrupted;
    } catch (AccessDeniedException e) {
      throw new UnreadableDocumentException(
          path, Reason.NOT_READABLE, "access is denied; give this process the right to read it", e);
    } catch (NoSuchFileException e) {
      throw new UnreadableDocumentException(
          path, Reason.NOT_READABLE, "the file has vanished; check the path", e);
    } catch (IOException e) {
      throw new UnreadableDocumentException(
          path, Reason.NOT_READABLE, "reading failed (" + e + "); check the disk and try again", e);
    }
  }

  private static void checkSize(Path path, long size, long limit)
      throws UnreadableDocumentException {
    if (size > limit) {
      throw new UnreadableDocumentException(
          path,
          Reason.TOO_LARGE,
          "it has %,d bytes and at most %,d are read; split it into smaller documents"
              .formatted(size, limit));
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

package dev.retinue.document;

import dev.retinue.document.DocumentFormat.Match;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file into a {@link Document}: PDF, Word, Excel and PowerPoint (also from before 2007),
 * HTML, EPUB, mail, CSV, JSON, Markdown and plain text, and what a host adds as a {@link
 * DocumentFormat}. What a file is, its content decides before its name does.
 *
 * <p>Reading happens on the calling thread and is bounded by {@link Limits}. Markup, scripts, page
 * headers and footers, hidden text and images are left out. Immutable, so safe for use by many
 * threads; a thread needs heap of a few times the file's size.
 */
public final class DocumentReader {
  private static final Pattern EXTENSION = Pattern.compile("(?<=.)\\.[^.]*$");

  /** Files that a person may take for readable. */
  private static final Set<String> REPORTED = Set.of("odt", "ods", "odp", "rtf", "pages");

  private final List<DocumentFormat> formats;
  private final Limits limits;

  /** For all formats that are services of this library's class loader, within usual limits. */
  public DocumentReader() {
    this(Limits.STANDARD);
  }

  public DocumentReader(Limits limits) {
    this(formats(DocumentReader.class.getClassLoader()), limits);
  }

  /**
   * @param formats in the order in which they are asked; of several that recognise a file equally
   *     well the first reads it
   */
  public DocumentReader(List<DocumentFormat> formats, Limits limits) {
    this.formats = List.copyOf(formats);
    this.limits = limits;
  }

  /** The formats that a class loader has as services, those of hosts first. */
  public static List<DocumentFormat> formats(@Nullable ClassLoader loader) {
    return ServiceLoader.load(DocumentFormat.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(DocumentReader::isOurs))
        .toList();
  }

  private static boolean isOurs(DocumentFormat format) {
    return format.getClass().getPackageName().startsWith(DocumentReader.class.getPackageName());
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
    DocumentFormat format = format(source);
    Content content = new Content(limits);
    String mediaType;
    try {
      mediaType = format.read(source, content);
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
          "it holds no text; if it is a scan, run text recognition (OCR) over it first, else replace"
              + " or remove it");
    }
    String fallbackTitle = EXTENSION.matcher(source.fileName()).replaceFirst("");
    return content.document(fallbackTitle, mediaType, sha256(source.bytes()));
  }

  /**
   * Whether a file of this name is one to try when a folder is read: its ending is that of a format
   * that is read, or of a word processor whose files are worth being reported as not read.
   */
  public boolean isDocumentName(Path path) {
    String ending = ending(path);
    return REPORTED.contains(ending) || endings().contains(ending);
  }

  /** The endings of all files that are read, in order. */
  public Set<String> endings() {
    Set<String> endings = new TreeSet<>();
    formats.forEach(format -> endings.addAll(format.endings()));
    return endings;
  }

  private static String ending(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : Source.ending(name.toString());
  }

  private DocumentFormat format(Source source) throws UnreadableDocumentException {
    for (Match wanted : List.of(Match.CONTENT, Match.NAME)) {
      for (DocumentFormat format : formats) {
        if (format.match(source) == wanted) {
          return format;
        }
      }
    }
    String ending = Source.ending(source.fileName());
    if (endings().contains(ending)) {
      throw source.unreadable(
          Reason.CORRUPT,
          "its name says that it is a ."
              + ending
              + " file but its content is not; get an undamaged copy, or give it the ending it should"
              + " have");
    }
    throw source.unreadable(
        Reason.UNSUPPORTED,
        "files ending in ."
            + ending
            + " are not read; convert it to one of "
            + String.join(", ", endings())
            + " first");
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

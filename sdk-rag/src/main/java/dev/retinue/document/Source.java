package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file on their way through a format's reader, with the limits that hold for it.
 */
public final class Source {
  private static final int MAX_MARKS = 500_000;

  private final Path path;
  private final byte[] bytes;
  private final Limits limits;
  private final long deadline;

  Source(Path path, byte[] bytes, Limits limits) {
    this.path = path;
    this.bytes = bytes;
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  public byte[] bytes() {
    return bytes;
  }

  public Limits limits() {
    return limits;
  }

  /**
   * To be called now and then by what could take long.
   *
   * @throws Content.TooLarge if the time for this document is used up
   */
  public void checkTime() {
    if (System.nanoTime() - deadline > 0) {
      throw new Content.TooLarge(
          "reading it took longer than "
              + limits.time().toSeconds()
              + " s; split it into smaller documents, or print it anew");
    }
  }

  /**
   * Refuses a document with more marks of structure than a person would set: a parser's tree takes
   * some hundred bytes for each.
   *
   * @param marks each a character of one byte
   */
  public void checkMarks(String marks) throws UnreadableDocumentException {
    int count = 0;
    for (byte b : bytes) {
      count += marks.indexOf(b) >= 0 ? 1 : 0;
    }
    if (count > MAX_MARKS) {
      throw unreadable(
          Reason.TOO_LARGE,
          "it has %,d tags, lines or signs of markup and at most %,d are read; split it into smaller documents"
              .formatted(count, MAX_MARKS));
    }
  }

  /**
   * The file as text, of a format that is text: within the limit for markup, not binary, and not
   * blank.
   *
   * @param marks as of {@link #checkMarks}
   * @param kind what it should be, for the message: {@code "Markdown"}
   */
  public String text(String marks, String kind) throws UnreadableDocumentException {
    checkMarkupSize();
    if (TextDecoding.looksBinary(bytes)) {
      throw unreadable(
          Reason.CORRUPT, "its content is binary, not " + kind + "; get an undamaged copy");
    }
    checkMarks(marks);
    String text = TextDecoding.decode(bytes);
    if (text.isBlank()) {
      throw unreadable(Reason.EMPTY, "it holds nothing but white space; replace or remove it");
    }
    return text;
  }

  /** Refuses a text file that is larger than the limit for markup. */
  public void checkMarkupSize() throws UnreadableDocumentException {
    if (bytes.length > limits.markup()) {
      throw unreadable(
          Reason.TOO_LARGE,
          "it has %,d bytes and at most %,d are read; split it into smaller documents"
              .formatted(bytes.length, limits.markup()));
    }
  }

  /** Whether the file begins with these bytes. */
  public boolean startsWith(int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Its first 1024 bytes as ISO 8859-1. */
  public String start() {
    return new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
  }

  /** What follows the last dot of its name, in lower case; empty if there is none. */
  public String ending() {
    return ending(fileName());
  }

  static String ending(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot <= 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  public String fileName() {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  public UnreadableDocumentException unreadable(Reason reason, String what) {
    return new UnreadableDocumentException(path, reason, what);
  }

  public UnreadableDocumentException unreadable(
      Reason reason, String what, @Nullable Throwable cause) {
    return new UnreadableDocumentException(path, reason, what, cause);
  }
}

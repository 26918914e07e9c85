package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file on their way through a format's reader, with the limits that hold for it.
 */
final class Source {
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

  byte[] bytes() {
    return bytes;
  }

  Limits limits() {
    return limits;
  }

  /**
   * To be called now and then by what could take long.
   *
   * @throws Content.TooLarge if the time for this document is used up
   */
  void checkTime() {
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
  void checkMarks(String marks) throws UnreadableDocumentException {
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

  String fileName() {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  UnreadableDocumentException unreadable(Reason reason, String what) {
    return new UnreadableDocumentException(path, reason, what);
  }

  UnreadableDocumentException unreadable(Reason reason, String what, @Nullable Throwable cause) {
    return new UnreadableDocumentException(path, reason, what, cause);
  }
}

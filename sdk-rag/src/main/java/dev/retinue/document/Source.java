package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file on their way through a format's reader, with the limits that hold for it.
 */
final class Source {
  private final Path path;
  private final byte[] bytes;
  private final Limits limits;

  Source(Path path, byte[] bytes, Limits limits) {
    this.path = path;
    this.bytes = bytes;
    this.limits = limits;
  }

  byte[] bytes() {
    return bytes;
  }

  Limits limits() {
    return limits;
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

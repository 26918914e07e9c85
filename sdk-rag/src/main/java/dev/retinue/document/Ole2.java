package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * OLE2 containers: the old binary Office formats, which are not read, and the wrapping that Office
 * puts around a password-protected new one.
 */
final class Ole2 {
  private Ole2() {}

  static UnreadableDocumentException unreadable(Source source) {
    try (var container = new POIFSFileSystem(new ByteArrayInputStream(source.bytes()))) {
      if (container.getRoot().hasEntryCaseInsensitive(Decryptor.DEFAULT_POIFS_ENTRY)) {
        return source.unreadable(
            Reason.ENCRYPTED,
            "it is protected by a password; save a copy without password and add that");
      }
      return source.unreadable(
          Reason.UNSUPPORTED,
          "it is in an Office format from before 2007; save it as .docx or .pdf and add that");
    } catch (IOException | RuntimeException e) {
      // POI reports many kinds of damage by unchecked exceptions of its own and of the JDK
      return source.unreadable(
          Reason.CORRUPT, "it is a damaged Office container; get an undamaged copy", e);
    }
  }
}

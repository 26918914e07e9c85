package dev.retinue.document;

import dev.retinue.document.UnreadableDocumentException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The formats that are read, and how one is recognised: by content first, then by file name. */
enum Format {
  PDF("application/pdf"),
  DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
  HTML("text/html"),
  MARKDOWN("text/markdown"),
  TEXT("text/plain");

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] OLE2 = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};
  private static final String READ = "PDF, DOCX, HTML, Markdown and plain text are read";

  static final Set<String> DOCUMENT_ENDINGS =
      Set.of(
          "pdf",
          "docx",
          "docm",
          "dotx",
          "dotm",
          "html",
          "htm",
          "xhtml",
          "md",
          "markdown",
          "txt",
          "text",
          "log",
          "doc",
          "odt",
          "rtf");

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  boolean isMarkup() {
    return switch (this) {
      case PDF, DOCX -> false;
      case HTML, MARKDOWN, TEXT -> true;
    };
  }

  String mediaType() {
    return mediaType;
  }

  static Format of(Source source) throws UnreadableDocumentException {
    byte[] bytes = source.bytes();
    // the PDF specification's note on headers: readers accept it anywhere in the first 1024 bytes
    String start = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
    String extension = extension(source.fileName());
    if (start.startsWith("%PDF-") || (start.contains("%PDF-") && !isText(extension))) {
      return PDF;
    }
    if (startsWith(bytes, ZIP)) {
      return DOCX; // or another kind of zip, which its reader can tell
    }
    if (startsWith(bytes, OLE2)) {
      throw Ole2.unreadable(source);
    }
    return switch (extension) {
      case "pdf" -> throw notWhatItsNameSays(source, "PDF");
      case "docx", "docm", "dotx", "dotm" -> throw notWhatItsNameSays(source, "Word document");
      case "html", "htm", "xhtml" -> HTML;
      case "md", "markdown" -> MARKDOWN;
      case "txt", "text", "log", "" -> looksLikeHtml(start) ? HTML : TEXT;
      default ->
          throw source.unreadable(
              Reason.UNSUPPORTED,
              "files ending in ." + extension + " are not read; " + READ + ", so convert it first");
    };
  }

  private static boolean isText(String extension) {
    return switch (extension) {
      case "html", "htm", "xhtml", "md", "markdown", "txt", "text", "log" -> true;
      default -> false;
    };
  }

  private static UnreadableDocumentException notWhatItsNameSays(Source source, String kind) {
    return source.unreadable(
        Reason.CORRUPT,
        "its name says that it is a "
            + kind
            + " but its content is not; get an undamaged copy, or give it the ending it should have");
  }

  private static boolean looksLikeHtml(String start) {
    String head = start.stripLeading().toLowerCase(Locale.ROOT);
    return head.startsWith("<!doctype html") || head.startsWith("<html");
  }

  static String extension(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot <= 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}

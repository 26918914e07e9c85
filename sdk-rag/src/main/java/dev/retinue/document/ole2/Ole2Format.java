package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hpsf.PropertySetFactory;
import org.apache.poi.hpsf.SummaryInformation;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * OLE2 containers: Word, Excel and PowerPoint files from before 2007, Outlook's messages, and the
 * wrapping that Office puts around a newer file with a password.
 */
public final class Ole2Format implements DocumentFormat {
  private static final String PASSWORD =
      "it is protected by a password; save a copy without password and add that";

  @Override
  public Set<String> endings() {
    return Set.of("doc", "dot", "xls", "xlt", "ppt", "pps", "pot", "msg");
  }

  @Override
  public Match match(Source source) {
    return source.startsWith(0xD0, 0xCF, 0x11, 0xE0) || ExcelBefore97.isOne(source)
        ? Match.CONTENT
        : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    if (ExcelBefore97.isOne(source)) {
      ExcelBefore97.read(source, content);
      return "application/vnd.ms-excel";
    }
    try (var container = new POIFSFileSystem(new ByteArrayInputStream(source.bytes()))) {
      DirectoryNode root = container.getRoot();
      if (root.hasEntryCaseInsensitive(Decryptor.DEFAULT_POIFS_ENTRY)) {
        throw source.unreadable(Reason.ENCRYPTED, PASSWORD);
      }
      content.title(title(root));
      return read(source, root, content);
    } catch (EncryptedDocumentException e) {
      throw source.unreadable(Reason.ENCRYPTED, PASSWORD, e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof Content.TooLarge tooLarge) {
        throw tooLarge;
      }
      // POI reports many kinds of damage by unchecked exceptions of its own and of the JDK
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged Office container (" + e.getMessage() + "); get an undamaged copy",
          e);
    }
  }

  private static String read(Source source, DirectoryNode root, Content content)
      throws UnreadableDocumentException, IOException {
    if (root.hasEntryCaseInsensitive("WordDocument")) {
      OldWord.read(root, content);
      return "application/msword";
    }
    if (root.hasEntryCaseInsensitive("Workbook")) {
      new OldWorkbook(source, content).read(root);
      return "application/vnd.ms-excel";
    }
    if (root.hasEntryCaseInsensitive("Book")) {
      ExcelBefore97.read(source, content);
      return "application/vnd.ms-excel";
    }
    if (root.hasEntryCaseInsensitive("PowerPoint Document")) {
      OldSlides.read(source, root, content);
      return "application/vnd.ms-powerpoint";
    }
    if (root.hasEntryCaseInsensitive("__properties_version1.0")) {
      OutlookMessage.read(root, content);
      return "application/vnd.ms-outlook";
    }
    throw source.unreadable(
        Reason.UNSUPPORTED,
        "it is an OLE2 container of a program whose files are not read; save it as .docx or .pdf"
            + " and add that");
  }

  /** Empty if there is none that can be read; a document is none the worse for it. */
  private static String title(DirectoryNode root) {
    try {
      return PropertySetFactory.create(root, SummaryInformation.DEFAULT_STREAM_NAME)
              instanceof SummaryInformation summary
          ? java.util.Objects.requireNonNullElse(summary.getTitle(), "")
          : "";
    } catch (Exception e) {
      return "";
    }
  }
}

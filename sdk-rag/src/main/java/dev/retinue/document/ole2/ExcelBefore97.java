package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.poi.hssf.extractor.OldExcelExtractor;

/** Excel 2 to 95: the text of the cells, which is what POI knows of these. */
final class ExcelBefore97 {
  private static final int BOF = 0x09;

  private ExcelBefore97() {}

  /** Excel 2, 3 and 4 write their records without a container. */
  static boolean isOne(Source source) {
    return source.startsWith(BOF, 0x00, 0x04, 0x00)
        || source.startsWith(BOF, 0x02, 0x06, 0x00)
        || source.startsWith(BOF, 0x04, 0x06, 0x00);
  }

  static void read(Source source, Content content) throws UnreadableDocumentException {
    try (OldExcelExtractor extractor =
        new OldExcelExtractor(new ByteArrayInputStream(source.bytes()))) {
      extractor.getText().lines().forEach(line -> content.paragraph(line, OptionalInt.empty()));
    } catch (IOException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged Excel file (" + e.getMessage() + "); get an undamaged copy",
          e);
    }
  }
}

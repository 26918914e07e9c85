package dev.retinue.document.office;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import java.io.IOException;
import java.io.InputStream;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.binary.XSSFBSharedStringsTable;
import org.apache.poi.xssf.binary.XSSFBSheetHandler;
import org.apache.poi.xssf.eventusermodel.XSSFBReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** Excel workbooks in the binary format ({@code .xlsb}), through POI's reader of events. */
final class BinaryWorkbook {
  private BinaryWorkbook() {}

  static void read(Source source, OPCPackage document, Content content)
      throws IOException, OpenXML4JException, SAXException {
    XSSFBReader reader = new XSSFBReader(document);
    XSSFBSharedStringsTable strings = new XSSFBSharedStringsTable(document);
    SheetTables tables = new SheetTables(content);
    XSSFBReader.SheetIterator sheets = (XSSFBReader.SheetIterator) reader.getSheetsData();
    while (sheets.hasNext()) {
      try (InputStream in = sheets.next()) {
        tables.sheet(sheets.getSheetName());
        new XSSFBSheetHandler(
                in,
                reader.getXSSFBStylesTable(),
                null,
                strings,
                new Cells(source, tables),
                new DataFormatter(java.util.Locale.ROOT),
                false)
            .parse();
        tables.end();
      }
    }
  }

  /** Takes the cells as they come. */
  private record Cells(Source source, SheetTables tables)
      implements XSSFSheetXMLHandler.SheetContentsHandler {
    @Override
    public void startRow(int row) {
      source.checkTime();
    }

    @Override
    public void endRow(int row) {}

    @Override
    public void cell(
        @Nullable String reference, @Nullable String text, @Nullable XSSFComment comment) {
      if (reference != null && text != null) {
        CellReference at = new CellReference(reference);
        tables.cell(at.getRow(), at.getCol(), text);
      }
    }
  }
}

package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import dev.retinue.document.office.SheetTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.poi.hssf.eventusermodel.FormatTrackingHSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFEventFactory;
import org.apache.poi.hssf.eventusermodel.HSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFRequest;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoolErrRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.CellValueRecordInterface;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.RKRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.FormulaError;
import org.jspecify.annotations.Nullable;

/**
 * Excel 97 to 2003, record by record: what is held are the shared texts. Confined to one thread.
 */
final class OldWorkbook implements HSSFListener {
  private final Source source;
  private final Content content;
  private final SheetTables tables;
  private final FormatTrackingHSSFListener formats;
  private final List<BoundSheetRecord> sheets = new ArrayList<>();
  private @Nullable SSTRecord texts;
  private @Nullable FormulaRecord awaitsText;
  private int sheet = -1;
  private boolean hidden;

  OldWorkbook(Source source, Content content) {
    this.source = source;
    this.content = content;
    this.tables = new SheetTables(content);
    this.formats = new FormatTrackingHSSFListener(this, Locale.ROOT);
  }

  void read(DirectoryNode root) throws IOException {
    HSSFRequest request = new HSSFRequest();
    request.addListenerForAllRecords(formats);
    new HSSFEventFactory().processWorkbookEvents(request, root);
    tables.end();
  }

  @Override
  public void processRecord(Record record) {
    switch (record) {
      case BoundSheetRecord bound -> sheets.add(bound);
      case SSTRecord shared -> texts = shared;
      case BOFRecord begin -> begin(begin);
      case LabelSSTRecord cell -> cell(cell, text(cell.getSSTIndex()));
      case LabelRecord cell -> cell(cell, cell.getValue());
      case NumberRecord cell -> cell(cell, formats.formatNumberDateCell(cell));
      case RKRecord cell -> cell(cell.getRow(), cell.getColumn(), plain(cell.getRKNumber()));
      case BoolErrRecord cell -> cell(cell, truthOrError(cell));
      case FormulaRecord cell -> formula(cell);
      case StringRecord value -> {
        if (awaitsText != null) {
          cell(awaitsText, value.getString());
          awaitsText = null;
        }
      }
      default -> {}
    }
  }

  private void begin(BOFRecord begin) {
    if (begin.getType() != BOFRecord.TYPE_WORKSHEET) {
      return;
    }
    sheet++;
    source.checkTime();
    BoundSheetRecord bound = sheet < sheets.size() ? sheets.get(sheet) : null;
    hidden = bound != null && (bound.isHidden() || bound.isVeryHidden());
    String name = bound == null ? "Sheet " + (sheet + 1) : bound.getSheetname();
    if (hidden) {
      content.warning("the sheet '" + name + "' is hidden and was left out");
    } else {
      tables.sheet(name);
    }
  }

  private void formula(FormulaRecord cell) {
    CellType type = cell.getCachedResultTypeEnum();
    switch (type) {
      case STRING -> awaitsText = cell;
      case BOOLEAN -> cell(cell, cell.getCachedBooleanValue() ? "TRUE" : "FALSE");
      case ERROR -> cell(cell, error(cell.getCachedErrorValue()));
      default -> cell(cell, formats.formatNumberDateCell(cell));
    }
  }

  private static String truthOrError(BoolErrRecord cell) {
    return cell.isBoolean()
        ? cell.getBooleanValue() ? "TRUE" : "FALSE"
        : error(cell.getErrorValue());
  }

  private static String error(int code) {
    return FormulaError.isValidCode(code) ? FormulaError.forInt(code).getString() : "#ERR";
  }

  private String text(int index) {
    SSTRecord shared = texts;
    return shared == null || index < 0 || index >= shared.getNumUniqueStrings()
        ? ""
        : shared.getString(index).toString();
  }

  private static String plain(double number) {
    return SheetTables.plain(number);
  }

  private void cell(CellValueRecordInterface cell, String text) {
    cell(cell.getRow(), cell.getColumn(), text);
  }

  private void cell(int row, int column, String text) {
    if (sheet >= 0 && !hidden) {
      tables.cell(row, column, text);
    }
  }
}

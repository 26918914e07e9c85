package dev.retinue.document.office;

import dev.retinue.document.Content;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Makes tables of the cells of a sheet as they come, row by row. An empty row ends a table, and
 * columns that are empty in all of it are left out. A row with one cell before a table of several
 * columns is what it is called. Confined to one thread.
 */
public final class SheetTables {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();

  /** More than this of cells, the empty ones counted, are not laid out as a table. */
  private static final long MOST_CELLS = 2_000_000;

  /** What Excel keeps of a number, in digits. */
  private static final MathContext KEPT = new MathContext(15);

  private final Content content;
  private final List<NavigableMap<Integer, String>> rows = new ArrayList<>();
  private NavigableMap<Integer, String> row = new TreeMap<>();
  private int at = -1;

  public SheetTables(Content content) {
    this.content = content;
  }

  /** Begins a sheet. */
  public void sheet(String name) {
    end();
    content.heading(1, name, NO_PAGE);
  }

  /**
   * @param rowNumber from 0, never less than the one before
   */
  public void cell(int rowNumber, int column, String text) {
    if (Content.clean(text).isEmpty()) {
      return;
    }
    if (rowNumber != at) {
      endRow();
      if (rowNumber > at + 1) {
        endTable();
      }
      at = rowNumber;
    }
    row.merge(column, text, (one, other) -> one.equals(other) ? one : one + " " + other);
  }

  /** Ends the last sheet. */
  public void end() {
    endRow();
    endTable();
    at = -1;
  }

  private void endRow() {
    if (!row.isEmpty()) {
      rows.add(row);
      row = new TreeMap<>();
    }
  }

  /** Writes what stands between two empty rows: tables beside each other, one after another. */
  private void endTable() {
    for (List<NavigableMap<Integer, String>> table : SheetRegions.of(rows)) {
      write(table);
    }
    rows.clear();
  }

  private void write(List<NavigableMap<Integer, String>> table) {
    int from = 0;
    BitSet columns = columns(table, 0);
    while (from < table.size() && columns.cardinality() > 1 && table.get(from).size() == 1) {
      content.paragraph(table.get(from).firstEntry().getValue(), NO_PAGE);
      from++;
      columns = columns(table, from);
    }
    if (columns.cardinality() == 1) {
      table
          .subList(from, table.size())
          .forEach(each -> content.paragraph(each.firstEntry().getValue(), NO_PAGE));
    } else if (from < table.size()) {
      content.table(laidOut(table.subList(from, table.size()), columns), NO_PAGE);
    }
  }

  private static BitSet columns(List<NavigableMap<Integer, String>> rows, int from) {
    BitSet columns = new BitSet();
    rows.subList(from, rows.size()).forEach(each -> each.keySet().forEach(columns::set));
    return columns;
  }

  private static List<List<String>> laidOut(
      List<NavigableMap<Integer, String>> rows, BitSet columns) {
    if ((long) rows.size() * columns.cardinality() > MOST_CELLS) {
      return rows.stream().map(row -> List.copyOf(row.values())).toList();
    }
    return rows.stream()
        .map(row -> columns.stream().mapToObj(column -> row.getOrDefault(column, "")).toList())
        .toList();
  }

  /** A number without a format: all that Excel keeps of it, without traces of binary fractions. */
  public static String plain(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    BigDecimal decimal = new BigDecimal(number).round(KEPT).stripTrailingZeros();
    return decimal.signum() == 0
        ? "0"
        : Math.abs(decimal.scale()) > 30 ? decimal.toString() : decimal.toPlainString();
  }
}

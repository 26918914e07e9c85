package dev.retinue.llm.offline.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tables whose cells are parted by bars, as documents are read here and as Markdown has them. */
public final class TableRows {
  private TableRows() {}

  /** How many cells a line has; 1 if it is no row. */
  public static int cells(String line) {
    return cut(line).size();
  }

  /** Lines of equally many cells; the first holds the names of the columns. */
  public static boolean isTable(List<String> lines) {
    return lines.size() > 1
        && cells(lines.getFirst()) > 1
        && lines.stream().allMatch(line -> cells(line) == cells(lines.getFirst()));
  }

  /** Each row below the first as "column: cell; column: cell". */
  public static List<String> told(List<String> lines) {
    List<String> columns = cut(lines.getFirst());
    List<String> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cut(line);
      if (cells.stream().allMatch(cell -> cell.matches("[-: ]*"))) {
        continue; // Markdown's rule below the header
      }
      List<String> told = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        if (!cells.get(i).isEmpty()) {
          told.add(columns.get(i).isEmpty() ? cells.get(i) : columns.get(i) + ": " + cells.get(i));
        }
      }
      rows.add(String.join("; ", told));
    }
    return rows;
  }

  private static List<String> cut(String line) {
    String bare = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
    return bare.contains(" | ") || line.strip().startsWith("|")
        ? Stream.of(bare.split("\\|", -1)).map(String::strip).toList()
        : List.of(bare);
  }
}

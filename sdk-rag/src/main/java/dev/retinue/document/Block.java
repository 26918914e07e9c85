package dev.retinue.document;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One piece of a document's structure, in reading order. Closed on purpose: a new kind of block
 * must break every switch that forgot it. All blocks are immutable.
 */
public sealed interface Block {

  /** The words of this block as they stand in {@link Document#text()}. */
  String text();

  /** The page on which this block begins, from 1; empty for formats that have no pages. */
  OptionalInt page();

  /**
   * A heading.
   *
   * @param level 1 (highest) to 6
   */
  record Heading(int level, String text, OptionalInt page) implements Block {
    public Heading {
      if (level < 1 || level > 6) {
        throw new IllegalArgumentException("a heading's level is 1 to 6, got " + level);
      }
    }
  }

  /** A paragraph of running text, without line breaks that only wrap it. */
  record Paragraph(String text, OptionalInt page) implements Block {}

  /**
   * One item of a list.
   *
   * @param depth 0 for an item of the outermost list
   * @param text begins with its label, {@code "- "} or for example {@code "3. "}
   */
  record ListItem(int depth, String text, OptionalInt page) implements Block {
    public ListItem {
      if (depth < 0) {
        throw new IllegalArgumentException("a list item's depth is not negative, got " + depth);
      }
    }
  }

  /**
   * A table. The first row is taken to be its header. A cell that spans several columns stands in
   * the first of them; one that spans rows is repeated in each.
   *
   * @param rows never empty; rows may differ in length
   */
  record Table(List<List<String>> rows, OptionalInt page) implements Block {
    public Table {
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("a table has at least one row");
      }
      rows = rows.stream().map(List::copyOf).toList();
    }

    /** The rows as lines, cells parted by {@code " | "}. */
    @Override
    public String text() {
      return rows.stream().map(Table::line).collect(Collectors.joining("\n"));
    }

    /** One row as it stands in {@link #text()}. */
    public static String line(List<String> row) {
      return String.join(" | ", row);
    }
  }

  /** Program code or other preformatted text; line breaks and indentation are kept. */
  record Code(String text, OptionalInt page) implements Block {}
}

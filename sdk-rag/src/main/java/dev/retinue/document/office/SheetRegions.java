package dev.retinue.document.office;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Parts rows of cells into the tables that stand beside each other: cells that touch at a side
 * belong together, and so do those whose surrounding rectangles overlap, since a table may have
 * empty cells.
 */
final class SheetRegions {
  /** Rows of more cells are one table, and so are more rectangles than this. */
  private static final int MOST_CELLS = 200_000;

  private static final int MOST_RECTANGLES = 300;

  private final List<NavigableMap<Integer, String>> rows;
  private final List<Rectangle> rectangles = new ArrayList<>();

  /** Both ends inclusive. */
  private record Rectangle(int top, int bottom, int left, int right) {
    boolean overlaps(Rectangle other) {
      return top <= other.bottom
          && other.top <= bottom
          && left <= other.right
          && other.left <= right;
    }

    Rectangle with(Rectangle other) {
      return new Rectangle(
          Math.min(top, other.top),
          Math.max(bottom, other.bottom),
          Math.min(left, other.left),
          Math.max(right, other.right));
    }
  }

  private SheetRegions(List<NavigableMap<Integer, String>> rows) {
    this.rows = rows;
  }

  /** The tables, by their first row and then their first column. */
  static List<List<NavigableMap<Integer, String>>> of(List<NavigableMap<Integer, String>> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    long cells = rows.stream().mapToLong(NavigableMap::size).sum();
    SheetRegions regions = new SheetRegions(rows);
    if (cells > MOST_CELLS || !regions.found()) {
      return List.of(rows);
    }
    return regions.rectangles.stream()
        .sorted(Comparator.comparingInt(Rectangle::top).thenComparingInt(Rectangle::left))
        .map(regions::table)
        .toList();
  }

  private List<NavigableMap<Integer, String>> table(Rectangle within) {
    List<NavigableMap<Integer, String>> table = new ArrayList<>();
    for (NavigableMap<Integer, String> row : rows.subList(within.top(), within.bottom() + 1)) {
      var cells = row.subMap(within.left(), true, within.right(), true);
      if (!cells.isEmpty()) {
        table.add(new TreeMap<>(cells));
      }
    }
    return table;
  }

  /** Whether they could be told apart. */
  private boolean found() {
    Map<Integer, Integer> above = new HashMap<>();
    List<Integer> groupOf = new ArrayList<>();
    List<Rectangle> groups = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Map<Integer, Integer> here = new HashMap<>();
      for (int column : rows.get(row).keySet()) {
        int group = groups.size();
        groups.add(new Rectangle(row, row, column, column));
        groupOf.add(group);
        for (Integer touched : new Integer[] {here.get(column - 1), above.get(column)}) {
          if (touched != null) {
            int root = root(groupOf, touched);
            int own = root(groupOf, group);
            if (root != own) {
              groupOf.set(own, root);
              groups.set(root, groups.get(root).with(groups.get(own)));
            }
          }
        }
        here.put(column, group);
      }
      above = here;
    }
    for (int group = 0; group < groups.size(); group++) {
      if (groupOf.get(group) == group && !add(groups.get(group))) {
        return false;
      }
    }
    return true;
  }

  private static int root(List<Integer> groupOf, int group) {
    int root = group;
    while (groupOf.get(root) != root) {
      groupOf.set(root, groupOf.get(groupOf.get(root)));
      root = groupOf.get(root);
    }
    return root;
  }

  /** Joins it with those that it overlaps; false if there are too many. */
  private boolean add(Rectangle rectangle) {
    Rectangle whole = rectangle;
    boolean grew = true;
    while (grew) {
      grew = false;
      for (int i = rectangles.size() - 1; i >= 0; i--) {
        if (rectangles.get(i).overlaps(whole)) {
          whole = whole.with(rectangles.remove(i));
          grew = true;
        }
      }
    }
    rectangles.add(whole);
    return rectangles.size() <= MOST_RECTANGLES;
  }
}

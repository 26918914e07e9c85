package dev.retinue.document;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes blocks as Markdown (CommonMark, and GitHub's tables). */
final class MarkdownText {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>]");
  private static final Pattern BEGINS_LIKE_MARKUP =
      Pattern.compile("^(\\d{0,9})(#{1,6}|[-+.)])(?=\\s)");
  private static final String FENCE = "```";

  private MarkdownText() {}

  static String of(List<Block> blocks) {
    StringBuilder text = new StringBuilder();
    Block before = null;
    for (Block block : blocks) {
      if (before != null) {
        boolean sameList = before instanceof Block.ListItem && block instanceof Block.ListItem;
        text.append(sameList ? "\n" : "\n\n");
      }
      text.append(of(block));
      before = block;
    }
    return text.append('\n').toString();
  }

  private static String of(Block block) {
    return switch (block) {
      case Block.Heading heading -> "#".repeat(heading.level()) + " " + escaped(heading.text());
      case Block.Paragraph paragraph -> paragraph(paragraph.text());
      case Block.ListItem item -> item(item);
      case Block.Table table -> table(table);
      case Block.Code code -> code(code.text());
    };
  }

  private static String paragraph(String text) {
    return BEGINS_LIKE_MARKUP.matcher(escaped(text)).replaceFirst("$1\\\\$2");
  }

  /** Its label stands before its text, as it is in both. */
  private static String item(Block.ListItem item) {
    int space = item.text().indexOf(' ');
    String label = item.text().substring(0, space);
    String marker = label.equals("-") || label.matches("\\d{1,9}[.)]") ? label : "- " + label;
    return "  ".repeat(item.depth()) + marker + " " + escaped(item.text().substring(space + 1));
  }

  private static String table(Block.Table table) {
    int width = table.rows().stream().mapToInt(List::size).max().orElse(1);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < table.rows().size(); row++) {
      text.append(row == 0 ? "|" : "\n|");
      for (int column = 0; column < width; column++) {
        List<String> cells = table.rows().get(row);
        String cell = column < cells.size() ? cells.get(column) : "";
        text.append(' ').append(escaped(cell).replace("|", "\\|")).append(" |");
      }
      if (row == 0) {
        text.append("\n|").append(" --- |".repeat(width));
      }
    }
    return text.toString();
  }

  private static String code(String code) {
    String fence = code.contains(FENCE) ? "`".repeat(longestFence(code) + 1) : FENCE;
    return fence + "\n" + code + "\n" + fence;
  }

  private static int longestFence(String code) {
    return Pattern.compile("`+")
        .matcher(code)
        .results()
        .collect(Collectors.summarizingInt(match -> match.group().length()))
        .getMax();
  }

  private static String escaped(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }
}

package dev.retinue.llm.offline.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts a text into the sentences that may be quoted, and says what they stand under. A row of a
 * table is a sentence of its own, told with the names of its columns. Confined.
 */
public final class Sentences {
  private static final Pattern MARKER = Pattern.compile("^\\s*(?:[-*•]|\\d{1,2}[.)])\\s+");
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+.*");
  private static final Pattern ABBREVIATED =
      Pattern.compile(
          "(?:\\b(?:e\\.g|i\\.e|Dr|Mr|Mrs|Ms|St|No|Nr|vs|approx|ca|cf|Fig|\\p{Lu}))\\.\\s*$");

  /** Two columns set apart by spaces. */
  private static final Pattern GAP = Pattern.compile("(?<=[\\p{L}\\p{N})]) {3,}(?=[\\p{L}\\p{N}])");

  private static final int SHORT_LINE = 45;
  private static final int TITLE = 80;

  private final List<Sentence> found = new ArrayList<>();
  private String heading = "";
  private String introduction = "";
  private int section;

  private Sentences() {}

  /**
   * @param text a sentence without the line breaks of its layout
   * @param heading the headings directly above it, and for an item of a list the paragraph that
   *     leads to it; empty if there are none
   * @param section counts the headings above; sentences of one section share it
   */
  public record Sentence(String text, String heading, int section) {}

  /**
   * @param lines what belongs together: a paragraph, an item, a heading, a table
   * @param alone whether empty lines part it from the rest
   */
  private record Block(List<String> lines, boolean alone) {
    String joined() {
      return String.join(" ", lines.stream().map(String::strip).toList()).strip();
    }
  }

  public static List<Sentence> of(String text) {
    var sentences = new Sentences();
    List<Block> blocks = blocks(text);
    for (int i = 0; i < blocks.size(); i++) {
      // Nothing stands under a last line: it is a remark without a full stop.
      boolean heads = i < blocks.size() - 1 && isHeading(blocks.get(i));
      sentences.add(blocks.get(i), heads);
    }
    return sentences.found;
  }

  private void add(Block block, boolean heads) {
    String text = block.joined();
    if (heads) {
      String title = text.replaceFirst("^#+\\s+", "");
      boolean below = found.isEmpty() || found.getLast().section() != section;
      heading = below && !heading.isEmpty() ? heading + ": " + title : title;
      section += below ? 0 : 1;
      introduction = "";
    } else if (TableRows.isTable(block.lines())) {
      TableRows.told(block.lines()).forEach(row -> found.add(new Sentence(row, heading, section)));
    } else {
      boolean item = MARKER.matcher(text).find();
      String above = item ? (heading + " " + introduction).strip() : heading;
      for (String sentence : cut(MARKER.matcher(text).replaceFirst(""))) {
        found.add(new Sentence(sentence, above, section));
      }
      introduction = item ? introduction : text;
    }
  }

  /** Joins the lines of a paragraph, and keeps headings, list items and tables apart. */
  private static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    for (String paragraph : text.split("\\R\\s*\\R", -1)) {
      List<String> lines =
          paragraph.lines().filter(line -> !line.isBlank()).map(Sentences::spaced).toList();
      List<List<String>> parts = new ArrayList<>();
      String before = "";
      for (String line : lines) {
        if (parts.isEmpty() || isApart(before, line)) {
          parts.add(new ArrayList<>());
        }
        parts.getLast().add(line);
        before = line;
      }
      parts.forEach(part -> blocks.add(new Block(part, parts.size() == 1)));
    }
    return blocks;
  }

  private static boolean isApart(String before, String line) {
    if (TableRows.cells(before) > 1 || TableRows.cells(line) > 1) {
      return TableRows.cells(before) != TableRows.cells(line);
    }
    return MARKER.matcher(line).find()
        || HEADING.matcher(line).matches()
        || HEADING.matcher(before).matches()
        || before.matches(".*[.!?:;]\\s*")
        || (before.length() < SHORT_LINE && line.matches("\\s*\\p{Lu}.*"));
  }

  private static String spaced(String line) {
    return GAP.matcher(line.strip()).replaceAll(": ").replaceAll("\\s+", " ");
  }

  private static boolean isHeading(Block block) {
    String text = block.joined();
    if (HEADING.matcher(text).matches()) {
      return true;
    }
    int words = text.split("\\s+", -1).length;
    boolean titled =
        block.alone()
            && block.lines().size() == 1
            && text.length() < TITLE
            && words <= 10
            && text.matches("[\\p{Lu}\\p{N}].*[^.!?:;,]")
            && !MARKER.matcher(text).find()
            && !text.matches(".*[|=]|.*[.!?;] .*");
    return titled
        || (text.length() < SHORT_LINE && words <= 6 && !text.matches(".*[.!?:;|=\\d].*"));
  }

  private static List<String> cut(String block) {
    List<String> sentences = new ArrayList<>();
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(block);
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      String sentence = block.substring(start, end);
      if (ABBREVIATED.matcher(sentence).find() && end < block.length()) {
        continue;
      }
      if (!sentence.isBlank()) {
        sentences.add(sentence.strip());
      }
      start = end;
    }
    if (start < block.length() && !block.substring(start).isBlank()) {
      sentences.add(block.substring(start).strip());
    }
    return sentences;
  }
}

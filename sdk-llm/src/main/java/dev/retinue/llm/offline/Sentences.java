package dev.retinue.llm.offline;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts a text into the sentences that may be quoted, and the headings they stand under. */
final class Sentences {
  private static final Pattern MARKER = Pattern.compile("^\\s*(?:[-*•]|\\d{1,2}[.)])\\s+");
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+.*");
  private static final Pattern ABBREVIATED =
      Pattern.compile(
          "(?:\\b(?:e\\.g|i\\.e|Dr|Mr|Mrs|Ms|St|No|Nr|vs|approx|ca|cf|Fig|\\p{Lu}))\\.\\s*$");
  private static final int SHORT_LINE = 45;

  private Sentences() {}

  /**
   * @param text a sentence without the line breaks of its layout
   * @param heading the nearest heading above it; empty if there is none
   */
  record Sentence(String text, String heading) {}

  static List<Sentence> of(String text) {
    List<Sentence> found = new ArrayList<>();
    String heading = "";
    List<String> blocks = blocks(text);
    for (int i = 0; i < blocks.size(); i++) {
      String block = blocks.get(i);
      // Nothing stands under a last line: it is a remark without a full stop.
      if (isHeading(block) && i < blocks.size() - 1) {
        heading = block.replaceFirst("^#+\\s+", "");
        continue;
      }
      for (String sentence : cut(MARKER.matcher(block).replaceFirst(""))) {
        found.add(new Sentence(sentence, heading));
      }
    }
    return found;
  }

  /** Joins the lines of a paragraph, and keeps headings, list items and rows apart. */
  private static List<String> blocks(String text) {
    List<String> blocks = new ArrayList<>();
    var block = new StringBuilder();
    String before = "";
    for (String line : text.split("\\R", -1)) {
      boolean apart =
          line.isBlank()
              || MARKER.matcher(line).find()
              || HEADING.matcher(line).matches()
              || HEADING.matcher(before).matches()
              || before.matches(".*[.!?:;]\\s*")
              || (before.length() < SHORT_LINE && line.matches("\\s*\\p{Lu}.*"));
      if (apart && !block.isEmpty()) {
        blocks.add(block.toString().strip());
        block.setLength(0);
      }
      block.append(line.strip()).append(' ');
      before = line;
    }
    blocks.add(block.toString().strip());
    blocks.removeIf(String::isBlank);
    return blocks;
  }

  private static boolean isHeading(String block) {
    return HEADING.matcher(block).matches()
        || (block.length() < SHORT_LINE
            && block.split("\\s+", -1).length <= 6
            && !block.matches(".*[.!?:;|=\\d].*"));
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

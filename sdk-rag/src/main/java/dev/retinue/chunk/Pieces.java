package dev.retinue.chunk;

import dev.retinue.document.Block;
import dev.retinue.document.Document;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a document's blocks into pieces of at most a given size: running text at sentence ends, code
 * at line ends, tables between rows. What is still too long is cut between words, and a word that
 * is too long within. Confined to one thread.
 */
final class Pieces {
  private final Document document;
  private final String text;
  private final int max;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Block.Heading> open = new ArrayList<>();
  private List<String> headings = List.of();

  Pieces(Document document, String text, int max) {
    this.document = document;
    this.text = text;
    this.max = max;
  }

  List<Piece> cut() {
    int from = 0;
    for (Block block : document.blocks()) {
      int to = from + block.text().length();
      switch (block) {
        case Block.Heading heading -> {
          open.removeIf(above -> above.level() >= heading.level());
          open.add(heading);
          headings = open.stream().map(Block.Heading::text).toList();
          cutIfLong(from, to, block, "", heading.level());
        }
        case Block.Table table -> table(table, from);
        case Block.Code code -> lines(code, from, to);
        case Block.Paragraph paragraph -> cutIfLong(from, to, paragraph, "", 0);
        case Block.ListItem item -> cutIfLong(from, to, item, "", 0);
      }
      from = to + Document.BLOCK_SEPARATOR.length();
    }
    return pieces;
  }

  private void table(Block.Table table, int from) {
    String header = Block.Table.line(table.rows().getFirst()) + "\n";
    boolean fits = Tokens.estimate(header) * 3 <= max;
    int at = from;
    for (int row = 0; row < table.rows().size(); row++) {
      int to = at + Block.Table.line(table.rows().get(row)).length();
      cutIfLong(at, to, table, row > 0 && fits ? header : "", 0);
      at = to + 1;
    }
  }

  private void lines(Block.Code code, int from, int to) {
    if (Tokens.estimate(text, from, to) <= max) {
      add(from, to, code, "", 0);
      return;
    }
    int at = from;
    while (at < to) {
      int end = text.indexOf('\n', at);
      end = end < 0 || end > to ? to : end;
      if (end > at) {
        cutIfLong(at, end, code, "", 0);
      }
      at = end + 1;
    }
  }

  private void cutIfLong(int from, int to, Block block, String prefix, int headingLevel) {
    int tokens = Tokens.estimate(text, from, to) + Tokens.estimate(prefix);
    if (tokens <= max) {
      add(from, to, block, prefix, headingLevel);
      return;
    }
    // parts of like size, rather than full ones and a remnant
    int parts = (tokens + max - 1) / max;
    int share = Math.min(max, tokens / parts + tokens / parts / 8) - Tokens.estimate(prefix);
    int start = from;
    for (int end : ends(from, to, share)) {
      add(start, trimmedEnd(start, end), block, prefix, headingLevel);
      start = end;
    }
  }

  /** Where to cut: after the last sentence that fits, else the last word, else within the word. */
  private List<Integer> ends(int from, int to, int share) {
    List<Integer> ends = new ArrayList<>();
    int start = from;
    while (start < to) {
      int end = lastThatFits(BreakIterator.getSentenceInstance(Locale.ROOT), start, to, share);
      if (end == start) {
        end = lastThatFits(BreakIterator.getWordInstance(Locale.ROOT), start, to, share);
      }
      if (end == start) { // a token is at least half a character, and never more than six
        end = Math.min(to, start + Math.max(share, 1));
        if (end < to && Character.isLowSurrogate(text.charAt(end))) {
          end++;
        }
      }
      ends.add(end);
      start = end;
    }
    return ends;
  }

  private int lastThatFits(BreakIterator breaks, int start, int to, int share) {
    // no need to look further than the longest text of that many tokens; keeps it linear
    int reach = (int) Math.min(to, start + 16L * share);
    breaks.setText(text.substring(start, reach));
    int tokens = 0;
    int last = 0;
    for (int next = breaks.next(); next != BreakIterator.DONE; next = breaks.next()) {
      tokens += Tokens.estimate(text, start + last, start + next);
      if (tokens > share) {
        break;
      }
      last = next;
    }
    return start + last;
  }

  private int trimmedEnd(int from, int to) {
    int end = to;
    while (end > from + 1 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private void add(int from, int to, Block block, String prefix, int headingLevel) {
    int tokens = Tokens.estimate(text, from, to);
    pieces.add(new Piece(from, to, tokens, prefix, headings, block.page(), headingLevel));
  }
}

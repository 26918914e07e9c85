package dev.retinue.chunk;

import dev.retinue.document.Block;
import dev.retinue.document.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Cuts a document into chunks along its structure. A chunk ends where the page ends, so that what
 * it cites is exact; where a section of the highest level ends; where any section ends once the
 * chunk has a fair size; and otherwise when it is full. A heading stays with what follows it. The
 * same document gives the same chunks. Immutable and thread-safe.
 *
 * <p>Sizes are counted in tokens of a typical embedding model, estimated from the text: a run of
 * Latin letters counts one for each 6 letters begun, digits and letters of other alphabets one for
 * each two, other visible characters one each. English has about 1.3 of these for each word.
 */
public final class Chunker {
  private final int target;
  private final int max;

  /**
   * @param target tokens after which a chunk takes no more, at least 16; fewer where structure says
   *     so
   * @param max tokens that a chunk never exceeds by this count; at least the target
   */
  public Chunker(int target, int max) {
    if (target < 16 || max < target) {
      throw new IllegalArgumentException(
          "target must be at least 16 and max at least target, got " + target + " and " + max);
    }
    this.target = target;
    this.max = max;
  }

  /**
   * Chunks of about 250 words and at most 400 tokens: with the headings in front they fit the 512
   * tokens that small sentence-embedding models take in.
   */
  public static Chunker standard() {
    return new Chunker(330, 400);
  }

  /** All of the document's text, in order, as chunks. */
  public List<Chunk> chunk(Document document) {
    String text = document.text();
    // a full piece leaves room for the headings that must stay with it
    List<Piece> pieces = new Pieces(document, text, max - max / 6).cut();
    int topLevel = topLevel(document);
    List<Chunk> chunks = new ArrayList<>();
    List<Piece> current = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      if (!current.isEmpty() && endsBefore(pieces, i, current, topLevel)) {
        chunks.add(chunk(chunks.size(), current, text));
        current.clear();
      }
      current.add(pieces.get(i));
    }
    if (!current.isEmpty()) {
      chunks.add(chunk(chunks.size(), current, text));
    }
    return chunks;
  }

  private boolean endsBefore(List<Piece> pieces, int at, List<Piece> current, int topLevel) {
    Piece next = pieces.get(at);
    Piece last = current.getLast();
    if (!next.page().equals(last.page())) {
      return true;
    }
    int size = size(current);
    if (size + withWhatFollows(pieces, at) > max) {
      return size + next.tokens() > max || !last.isHeading();
    }
    if (last.isHeading()) {
      return false;
    }
    if (next.isHeading()) {
      return size >= (next.headingLevel() <= topLevel ? target / 8 : target / 5);
    }
    return size >= target || size + next.tokens() > max;
  }

  /** The size of a piece; for a heading, with what must stay with it. */
  private int withWhatFollows(List<Piece> pieces, int at) {
    int tokens = pieces.get(at).tokens();
    int i = at;
    while (tokens <= max && pieces.get(i).isHeading() && i + 1 < pieces.size()) {
      i++;
      tokens += pieces.get(i).tokens();
    }
    return tokens;
  }

  private static int size(List<Piece> pieces) {
    return Tokens.estimate(pieces.getFirst().prefix())
        + pieces.stream().mapToInt(Piece::tokens).sum();
  }

  private static Chunk chunk(int ordinal, List<Piece> pieces, String text) {
    Piece first = pieces.getFirst();
    String own = text.substring(first.from(), pieces.getLast().to());
    List<String> headings = pieces.getLast().headings();
    for (Piece piece : pieces) {
      headings = common(headings, piece, pieces);
    }
    OptionalInt page = first.page();
    return new Chunk(ordinal, first.prefix() + own, headings, page, first.from());
  }

  private static List<String> common(List<String> headings, Piece piece, List<Piece> pieces) {
    if (piece.isHeading() && !pieces.getLast().equals(piece)) {
      return headings; // an outer heading directly above the section the chunk is in
    }
    int same = 0;
    while (same < headings.size()
        && same < piece.headings().size()
        && headings.get(same).equals(piece.headings().get(same))) {
      same++;
    }
    return headings.subList(0, same);
  }

  /** The highest heading level that occurs more than once: a single heading above is the title. */
  private static int topLevel(Document document) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (Block block : document.blocks()) {
      if (block instanceof Block.Heading heading) {
        counts.merge(heading.level(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(level -> level.getValue() > 1)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(1);
  }
}

package dev.retinue.chunk;

import java.util.List;
import java.util.OptionalInt;

/**
 * A stretch of a document's text that is never cut: a block, or a part of one that is too long.
 *
 * @param from inclusive, in the document's text
 * @param to exclusive
 * @param prefix repeated before it if it begins a chunk: a table's header row, or empty
 * @param headings over it; for a heading, itself included
 * @param headingLevel 0 if it is no heading
 */
record Piece(
    int from,
    int to,
    int tokens,
    String prefix,
    List<String> headings,
    OptionalInt page,
    int headingLevel) {
  boolean isHeading() {
    return headingLevel > 0;
  }
}

package dev.retinue.chunk;

import java.util.List;
import java.util.OptionalInt;

/**
 * A passage of a document. Immutable.
 *
 * @param ordinal its place among the document's chunks, from 0
 * @param text what stands in the document's text from {@code offset} on; only where a table goes on
 *     in a further chunk, its header row is repeated in front
 * @param headings the headings over it, outermost first; if it joins small sections, those that are
 *     over all of them
 * @param page on which it begins, from 1, and, for documents with pages, also ends; empty for
 *     formats without pages
 * @param offset of its first character of its own in {@code Document.text()}, in UTF-16 units
 */
public record Chunk(int ordinal, String text, List<String> headings, OptionalInt page, int offset) {
  public Chunk {
    headings = List.copyOf(headings);
  }
}

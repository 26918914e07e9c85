package dev.retinue.collection;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * An entry that a search came across, by what can be known of it without reading it: its scores and
 * some of its fields. Valid within {@link LuceneCollection#select} only.
 *
 * @param document where it lies in the snapshot
 * @param textScore BM25 of the words asked, 0 if the entry has none of them; empty if no words were
 *     asked
 * @param vectorScore cosine of the vectors, -1 to 1; empty if no vector was asked or the entry has
 *     none
 * @param fields those of the fields asked that the entry has
 */
public record Sighting(
    int document,
    OptionalDouble textScore,
    OptionalDouble vectorScore,
    Map<String, FieldValue> fields) {
  public Sighting {
    fields = Map.copyOf(fields);
  }
}

package dev.retinue.collection.test;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.Hit;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import java.util.List;

/** Entries and questions that the tests of the collection share. */
final class Samples {
  static final EmbeddingSpace PLANE = new EmbeddingSpace("plane", 2);
  static final CollectionSettings TEXT_ONLY = CollectionSettings.text("body");
  static final CollectionSettings WITH_VECTORS = TEXT_ONLY.withEmbeddings(PLANE);

  private Samples() {}

  static Entry entry(String id, String body) {
    return Entry.of(id, "body", body);
  }

  /** A vector of the plane, so many degrees from the first axis. */
  static Vector at(double degrees) {
    return Vector.of(
        (float) Math.cos(Math.toRadians(degrees)), (float) Math.sin(Math.toRadians(degrees)));
  }

  static List<String> ids(List<Hit> hits) {
    return hits.stream().map(hit -> hit.entry().id()).toList();
  }

  static List<String> found(LuceneCollection collection, String words) {
    return ids(collection.search(SearchRequest.of(words, null, 10)));
  }
}

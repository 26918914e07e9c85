package dev.retinue.collection;

/** Whether a collection can search by vectors. Text search works in every state. */
public sealed interface VectorState {
  /** Vectors are stored and searched, all of this space. */
  record Ready(EmbeddingSpace space) implements VectorState {}

  /**
   * The collection was opened without an embedding space. Vectors of entries put now are dropped.
   */
  record Absent() implements VectorState {}

  /**
   * The collection was opened with another space than its vectors are of. Vectors of entries put
   * now are dropped, since those of two models must not be mixed. Open it with the stored space, or
   * go over to the wanted one with {@link LuceneCollection#renewVectors()}.
   */
  record Mismatch(EmbeddingSpace stored, EmbeddingSpace wanted) implements VectorState {}

  /** One sentence for a log or a health page. */
  default String description() {
    return switch (this) {
      case Ready ready -> "vectors of " + ready.space() + " are searched";
      case Absent absent -> "no embedding model is given: search is by text only";
      case Mismatch mismatch ->
          "the stored vectors are of %s, but %s is given: search is by text only until the collection is opened with the former or its vectors are renewed"
              .formatted(mismatch.stored(), mismatch.wanted());
    };
  }
}

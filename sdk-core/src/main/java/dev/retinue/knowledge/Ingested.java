package dev.retinue.knowledge;

/** What became of one document. Closed: every document ends in one of these. */
public sealed interface Ingested {
  /** Where the document was read from. */
  String location();

  /**
   * Read and stored; a former version of it was replaced.
   *
   * @param title its title, or its file name
   * @param passages how many passages it gave, at least 1
   */
  record Stored(String location, String title, int passages) implements Ingested {}

  /** Its content is the same as when it was stored; nothing was done. */
  record Unchanged(String location) implements Ingested {}

  /**
   * Not stored; what was stored of a former version is still there.
   *
   * @param code in capitals: {@code ENCRYPTED}, {@code CORRUPT}, {@code EMPTY}, {@code NO_TEXT},
   *     {@code UNSUPPORTED}, {@code TOO_LARGE}, {@code NOT_READABLE}
   * @param message what is wrong with it and what to do
   */
  record Rejected(String location, String code, String message) implements Ingested {}
}

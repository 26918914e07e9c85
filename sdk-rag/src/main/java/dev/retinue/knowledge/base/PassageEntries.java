package dev.retinue.knowledge.base;

import dev.retinue.chunk.Chunk;
import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.Hit;
import dev.retinue.collection.Vector;
import dev.retinue.document.Document;
import dev.retinue.json.Json;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.Passage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** How passages lie in the collection: one entry each, with its citation as payload. */
final class PassageEntries {
  private static final String TEXT = "text";
  private static final String CONTEXT = "context";

  /** Title and headings hold few words, each telling; the passage itself still decides. */
  private static final Map<String, Double> WEIGHTS = Map.of(TEXT, 1.0, CONTEXT, 0.5);

  private static final String SOURCE = "source";
  private static final String VERSION = "version";

  /** Goes up when reading or chunking changes, so that stored documents are read anew. */
  private static final String READING = "2";

  private PassageEntries() {}

  static CollectionSettings settings(PassageEmbedding embedding) {
    return new CollectionSettings(WEIGHTS, embedding.space());
  }

  /** Says what a stored document was made from; the same text means nothing is to be done. */
  static String version(String sha256, PassageEmbedding embedding) {
    return READING + " " + sha256 + " " + embedding.model();
  }

  static Filter ofDocument(String source, String version) {
    return new Filter.And(List.of(Filter.is(SOURCE, source), Filter.is(VERSION, version)));
  }

  static Filter ofOtherVersions(String source, String version) {
    return new Filter.And(
        List.of(Filter.is(SOURCE, source), new Filter.Not(Filter.is(VERSION, version))));
  }

  static List<Entry> of(
      String source, Document document, List<Chunk> chunks, PassageEmbedding embedding) {
    List<Vector> vectors =
        embedding.ofPassages(
            chunks.stream().map(chunk -> context(document, chunk) + "\n" + chunk.text()).toList());
    String version = version(document.sha256(), embedding);
    String idPrefix = sha256(source).substring(0, 16) + "-" + sha256(version).substring(0, 16);
    List<Entry> entries = new ArrayList<>();
    for (Chunk chunk : chunks) {
      Integer page = chunk.page().isPresent() ? chunk.page().getAsInt() : null;
      Citation citation = new Citation(source, document.title(), page, chunk.headings());
      entries.add(
          new Entry(
              "%s-%05d".formatted(idPrefix, chunk.ordinal()),
              Map.of(TEXT, chunk.text(), CONTEXT, context(document, chunk)),
              vectors.isEmpty() ? null : vectors.get(chunk.ordinal()),
              Map.of(SOURCE, FieldValue.keyword(source), VERSION, FieldValue.keyword(version)),
              Json.write(citation)));
    }
    return entries;
  }

  static Passage passage(Hit hit, double score) {
    Entry entry = hit.entry();
    String text = String.valueOf(entry.text().get(TEXT));
    return new Passage(entry.id(), text, Json.read(entry.payload(), Citation.class), score);
  }

  /** What a passage is about but need not say itself: the document's title and its headings. */
  private static String context(Document document, Chunk chunk) {
    List<String> context = new ArrayList<>(chunk.headings());
    if (!context.contains(document.title())) {
      context.addFirst(document.title());
    }
    return String.join(": ", context);
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

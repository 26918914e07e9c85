package dev.retinue.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * How an entry lies in the index. Names of the caller get a prefix by kind, so that a field that is
 * a number in one entry and a keyword in another meets no clash of types. Vectors of each space
 * have a field of their own, so that those of two models cannot meet even in a merge.
 */
final class EntryDocument {
  static final String ID = "id";
  private static final String PAYLOAD = "payload";
  private static final String TEXT = "x:";
  private static final String KEYWORDS = "k:";
  private static final String NUMERIC = "n:";
  private static final String TIME = "t:";

  private EntryDocument() {}

  static String textField(String name) {
    return TEXT + name;
  }

  static String keywordsField(String name) {
    return KEYWORDS + name;
  }

  static String numericField(String name) {
    return NUMERIC + name;
  }

  static String timeField(String name) {
    return TIME + name;
  }

  static String vectorField(EmbeddingSpace space) {
    return "v:" + space.dimensions() + ":" + space.model();
  }

  /**
   * @param space of the vector; null drops it
   */
  static Document of(Entry entry, @Nullable EmbeddingSpace space) {
    Document document = new Document();
    document.add(new StringField(ID, entry.id(), Store.YES));
    document.add(new SortedDocValuesField(ID, new BytesRef(entry.id())));
    document.add(new StoredField(PAYLOAD, entry.payload()));
    entry
        .text()
        .forEach((name, text) -> document.add(new TextField(textField(name), text, Store.YES)));
    entry.fields().forEach((name, value) -> addField(document, name, value));
    Vector vector = entry.vector();
    if (vector != null && space != null) {
      document.add(
          new KnnFloatVectorField(
              vectorField(space), vector.toArray(), VectorSimilarityFunction.COSINE));
    }
    return document;
  }

  private static void addField(Document document, String name, FieldValue value) {
    switch (value) {
      case FieldValue.Keywords keywords ->
          keywords
              .values()
              .forEach(
                  word -> document.add(new KeywordField(keywordsField(name), word, Store.YES)));
      case FieldValue.Numeric numeric ->
          document.add(new DoubleField(numericField(name), numeric.value(), Store.YES));
      case FieldValue.Time time ->
          document.add(new LongField(timeField(name), time.micros(), Store.YES));
    }
  }

  static Entry read(Document document, @Nullable Vector vector) {
    String id = "";
    String payload = "";
    Map<String, String> text = new LinkedHashMap<>();
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    Map<String, List<String>> keywords = new LinkedHashMap<>();
    for (IndexableField field : document) {
      String name = field.name();
      if (name.equals(ID)) {
        id = field.stringValue();
      } else if (name.equals(PAYLOAD)) {
        payload = field.stringValue();
      } else {
        String own = name.substring(2);
        switch (name.substring(0, 2)) {
          case TEXT -> text.put(own, field.stringValue());
          case KEYWORDS ->
              keywords.computeIfAbsent(own, any -> new ArrayList<>()).add(field.stringValue());
          case NUMERIC -> fields.put(own, FieldValue.number(field.numericValue().doubleValue()));
          case TIME -> fields.put(own, FieldValue.Time.ofMicros(field.numericValue().longValue()));
          default -> throw new IllegalStateException("stored field of no known kind: " + name);
        }
      }
    }
    keywords.forEach((name, words) -> fields.put(name, new FieldValue.Keywords(words)));
    return new Entry(id, text, vector, fields, payload);
  }

  /** The vector of a document, or null if it has none in this space. */
  static @Nullable Vector vector(LeafReader leaf, int document, EmbeddingSpace space)
      throws IOException {
    FloatVectorValues values = leaf.getFloatVectorValues(vectorField(space));
    if (values == null) {
      return null;
    }
    var iterator = values.iterator();
    return iterator.advance(document) == document
        ? Vector.of(values.vectorValue(iterator.index()))
        : null;
  }
}

package dev.retinue.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.SortedSetSortField;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/** A collection as it is at one moment. Confined to the thread that took it. */
final class Snapshot {
  private final IndexSearcher searcher;
  private final @Nullable EmbeddingSpace space;

  /**
   * @param space of the vectors that are read, or null to read none
   */
  Snapshot(IndexSearcher searcher, @Nullable EmbeddingSpace space) {
    this.searcher = searcher;
    this.space = space;
  }

  int count(Filter filter) throws IOException {
    return searcher.count(FilterQuery.of(filter));
  }

  Optional<Entry> find(String id) throws IOException {
    ScoreDoc[] found = searcher.search(new TermQuery(new Term(EntryDocument.ID, id)), 1).scoreDocs;
    return found.length == 0 ? Optional.empty() : Optional.of(entry(found[0].doc));
  }

  List<Entry> list(Filter filter, Order order, int limit) throws IOException {
    int most = Math.min(limit, Math.max(1, searcher.getIndexReader().maxDoc()));
    List<Entry> entries = new ArrayList<>();
    for (ScoreDoc found : searcher.search(FilterQuery.of(filter), most, sort(order)).scoreDocs) {
      entries.add(entry(found.doc));
    }
    return entries;
  }

  Entry entry(int document) throws IOException {
    Document stored = searcher.storedFields().document(document);
    if (space == null) {
      return EntryDocument.read(stored, null);
    }
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
    return EntryDocument.read(
        stored, EntryDocument.vector(leaf.reader(), document - leaf.docBase, space));
  }

  private static Sort sort(Order order) {
    SortField byId = new SortField(EntryDocument.ID, SortField.Type.STRING);
    return switch (order) {
      case Order.ById id -> new Sort(byId);
      case Order.Ascending ascending -> new Sort(byEachKind(ascending.field(), false, byId));
      case Order.Descending descending -> new Sort(byEachKind(descending.field(), true, byId));
    };
  }

  /**
   * A field may be of any kind; in the kinds that an entry does not have it, the entry is last and
   * leaves the order to the next.
   */
  private static SortField[] byEachKind(String field, boolean reverse, SortField byId) {
    SortField time =
        new SortedNumericSortField(
            EntryDocument.timeField(field),
            SortField.Type.LONG,
            reverse,
            SortedNumericSelector.Type.MIN,
            reverse ? Long.MIN_VALUE : Long.MAX_VALUE);
    SortField numeric =
        new SortedNumericSortField(
            EntryDocument.numericField(field),
            SortField.Type.DOUBLE,
            reverse,
            SortedNumericSelector.Type.MIN,
            reverse ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    SortField keywords =
        new SortedSetSortField(
            EntryDocument.keywordsField(field),
            reverse,
            reverse ? SortedSetSelector.Type.MAX : SortedSetSelector.Type.MIN,
            reverse ? SortField.STRING_FIRST : SortField.STRING_LAST);
    return new SortField[] {time, numeric, keywords, byId};
  }
}

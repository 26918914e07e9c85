package dev.retinue.collection;

import java.util.Collection;
import java.util.List;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/** A {@link Filter} in Lucene's terms. */
final class FilterQuery {
  private FilterQuery() {}

  static Query of(Filter filter) {
    return switch (filter) {
      case Filter.All all -> MatchAllDocsQuery.INSTANCE;
      case Filter.Ids ids -> new TermInSetQuery(EntryDocument.ID, bytes(ids.ids()));
      case Filter.After after ->
          TermRangeQuery.newStringRange(EntryDocument.ID, after.id(), null, false, false);
      case Filter.Equals equals -> equal(equals.field(), equals.value());
      case Filter.AnyOf anyOf ->
          KeywordField.newSetQuery(
              EntryDocument.keywordsField(anyOf.field()), bytes(anyOf.keywords()));
      case Filter.Range range -> between(range.field(), range.from(), range.to());
      case Filter.And and ->
          and.parts().isEmpty() ? MatchAllDocsQuery.INSTANCE : combine(and.parts(), Occur.FILTER);
      case Filter.Or or ->
          or.parts().isEmpty() ? MatchNoDocsQuery.INSTANCE : combine(or.parts(), Occur.SHOULD);
      case Filter.Not not ->
          new BooleanQuery.Builder()
              .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
              .add(of(not.part()), Occur.MUST_NOT)
              .build();
    };
  }

  private static Query combine(List<Filter> parts, Occur occur) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    parts.forEach(part -> query.add(of(part), occur));
    return query.build();
  }

  private static Query equal(String field, FieldValue value) {
    return switch (value) {
      case FieldValue.Keywords keywords -> {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String word : keywords.values()) {
          all.add(new TermQuery(new Term(EntryDocument.keywordsField(field), word)), Occur.FILTER);
        }
        yield all.build();
      }
      case FieldValue.Numeric numeric -> between(field, numeric, numeric);
      case FieldValue.Time time -> between(field, time, time);
    };
  }

  private static Query between(String field, FieldValue.Ordered from, FieldValue.Ordered to) {
    return switch (from) {
      case FieldValue.Numeric low ->
          DoubleField.newRangeQuery(
              EntryDocument.numericField(field), low.value(), ((FieldValue.Numeric) to).value());
      case FieldValue.Time low ->
          LongField.newRangeQuery(
              EntryDocument.timeField(field), low.micros(), ((FieldValue.Time) to).micros());
    };
  }

  private static List<BytesRef> bytes(Collection<String> words) {
    return words.stream().map(BytesRef::new).toList();
  }
}

package dev.retinue.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.NumericUtils;

/**
 * The values of some fields, read column by column without touching the stored entries. For
 * documents in ascending order of one leaf.
 */
final class ColumnValues {
  private final Map<String, SortedSetDocValues> keywords = new LinkedHashMap<>();
  private final Map<String, SortedNumericDocValues> numbers = new LinkedHashMap<>();
  private final Map<String, SortedNumericDocValues> times = new LinkedHashMap<>();

  ColumnValues(LeafReader leaf, Set<String> fields) throws IOException {
    for (String field : fields) {
      keywords.put(field, DocValues.getSortedSet(leaf, EntryDocument.keywordsField(field)));
      numbers.put(field, DocValues.getSortedNumeric(leaf, EntryDocument.numericField(field)));
      times.put(field, DocValues.getSortedNumeric(leaf, EntryDocument.timeField(field)));
    }
  }

  Map<String, FieldValue> of(int document) throws IOException {
    Map<String, FieldValue> values = new LinkedHashMap<>();
    for (var column : keywords.entrySet()) {
      SortedSetDocValues words = column.getValue();
      if (words.advanceExact(document)) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < words.docValueCount(); i++) {
          all.add(words.lookupOrd(words.nextOrd()).utf8ToString());
        }
        values.put(column.getKey(), new FieldValue.Keywords(all));
      }
    }
    for (var column : numbers.entrySet()) {
      if (column.getValue().advanceExact(document)) {
        double number = NumericUtils.sortableLongToDouble(column.getValue().nextValue());
        values.put(column.getKey(), FieldValue.number(number));
      }
    }
    for (var column : times.entrySet()) {
      if (column.getValue().advanceExact(document)) {
        values.put(column.getKey(), FieldValue.Time.ofMicros(column.getValue().nextValue()));
      }
    }
    return values;
  }
}

package dev.retinue.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Natural language as a query: any of its analysed words, each weighed by how often it is asked. No
 * query syntax, so no character can be a mistake.
 */
final class TextQuery {
  /**
   * Lucene allows 1,024 clauses in all; beyond this many words the commonest of them change no
   * order worth having.
   */
  private static final int MAX_TERMS = 256;

  /** A pasted book is not a question; reading on would only cost time. */
  private static final int MAX_WORDS_READ = 20_000;

  private final Analyzer analyzer;
  private final Map<String, Float> weights = new LinkedHashMap<>();

  TextQuery(Analyzer analyzer, CollectionSettings settings) {
    this.analyzer = analyzer;
    // Lucene's BM25F takes weights from 1 up, and only their proportion matters.
    double least =
        settings.textWeights().values().stream()
            .mapToDouble(Double::doubleValue)
            .min()
            .orElseThrow();
    settings
        .textWeights()
        .forEach((field, weight) ->
            weights.put(EntryDocument.textField(field), (float) (weight / least)));
  }

  /** The query, or null if the index holds none of the words. */
  @Nullable Query of(String words, IndexSearcher searcher) throws IOException {
    Map<String, Integer> asked = new LinkedHashMap<>();
    try (TokenStream tokens = analyzer.tokenStream("", words)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      for (int read = 0; read < MAX_WORDS_READ && tokens.incrementToken(); read++) {
        asked.merge(term.toString(), 1, Integer::sum);
      }
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    List<AskedTerm> terms = rarest(asked, searcher);
    terms.forEach(term -> query.add(weighed(term), Occur.SHOULD));
    return terms.isEmpty() ? null : query.build();
  }

  /** What the index knows of a word is looked up here once, for all that follows. */
  private List<AskedTerm> rarest(Map<String, Integer> asked, IndexSearcher searcher)
      throws IOException {
    List<AskedTerm> known = new ArrayList<>();
    for (var entry : asked.entrySet()) {
      Map<Term, TermStates> fields = new LinkedHashMap<>();
      int frequency = 0;
      for (String field : weights.keySet()) {
        Term term = new Term(field, entry.getKey());
        TermStates states = TermStates.build(searcher, term, true);
        fields.put(term, states);
        frequency = Math.max(frequency, states.docFreq());
      }
      if (frequency > 0) {
        known.add(new AskedTerm(entry.getKey(), fields, entry.getValue(), frequency));
      }
    }
    known.sort(Comparator.comparingInt(AskedTerm::documents)); // stable: equals stay as asked
    return known.subList(0, Math.min(MAX_TERMS, known.size()));
  }

  private Query weighed(AskedTerm term) {
    Query one;
    if (weights.size() == 1) {
      var only = term.fields().entrySet().iterator().next();
      one = new TermQuery(only.getKey(), only.getValue());
    } else {
      CombinedFieldQuery.Builder fields = new CombinedFieldQuery.Builder(term.text());
      weights.forEach(fields::addField);
      one = fields.build();
    }
    return term.times() == 1 ? one : new BoostQuery(one, term.times());
  }

  private record AskedTerm(String text, Map<Term, TermStates> fields, int times, int documents) {}
}

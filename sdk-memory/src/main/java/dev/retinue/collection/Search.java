package dev.retinue.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One search at one snapshot: candidates by text and by vector, the missing scores of each, one
 * order.
 */
final class Search {
  /**
   * How many candidates each side gives at least. Below, the other side's good ones come in too
   * late to be weighed.
   */
  private static final int LEAST_CANDIDATES = 100;

  private static final Sort BY_SCORE_THEN_ID =
      new Sort(SortField.FIELD_SCORE, new SortField(EntryDocument.ID, SortField.Type.STRING));

  private static final ScoreDoc[] NONE = {};
  private static final ScoreMode NO_SCORES = ScoreMode.COMPLETE_NO_SCORES;

  /** Share of the entries that a filter lets through which lets most through. */
  private static final double MOST = 0.75;

  /** So many more of the nearest are looked at than are expected to be let through. */
  private static final double MARGIN = 1.2;

  private final IndexSearcher searcher;
  private final Snapshot snapshot;
  private final TextQuery text;
  private final Query filter;
  private final int limit;

  Search(IndexSearcher searcher, Snapshot snapshot, TextQuery text, Filter filter, int limit) {
    this.searcher = searcher;
    this.snapshot = snapshot;
    this.text = text;
    this.filter = FilterQuery.of(filter);
    this.limit = limit;
  }

  List<Hit> byText(String words) throws IOException {
    Query query = text.of(words, searcher);
    List<Hit> hits = new ArrayList<>();
    for (ScoreDoc found : textCandidates(query, limit)) {
      hits.add(
          new Hit(
              snapshot.entry(found.doc),
              found.score,
              OptionalDouble.of(found.score),
              OptionalDouble.empty()));
    }
    return hits;
  }

  List<Hit> byVector(Vector vector, EmbeddingSpace space) throws IOException {
    NavigableMap<Integer, Candidate> candidates = new TreeMap<>();
    for (ScoreDoc found : vectorCandidates(vector, space, depth())) {
      candidates.computeIfAbsent(found.doc, Candidate::new).cosine = cosine(found.score);
    }
    candidates.values().forEach(candidate -> candidate.score = candidate.cosine);
    return best(candidates, false);
  }

  List<Hit> byBoth(Ranking.ByBoth ranking, EmbeddingSpace space) throws IOException {
    Query query = text.of(ranking.words(), searcher);
    NavigableMap<Integer, Candidate> candidates = new TreeMap<>();
    for (ScoreDoc found : textCandidates(query, depth())) {
      candidates.computeIfAbsent(found.doc, Candidate::new);
    }
    for (ScoreDoc found : vectorCandidates(ranking.vector(), space, depth())) {
      candidates.computeIfAbsent(found.doc, Candidate::new);
    }
    scoreText(query, candidates);
    scoreVectors(ranking.vector(), space, candidates);
    Fusion.combine(candidates.values(), ranking.textWeight());
    return best(candidates, true);
  }

  /** Every candidate with its exact scores, in no order. */
  List<Sighting> sightings(Ranking ranking, @Nullable EmbeddingSpace space, Set<String> fields)
      throws IOException {
    String words =
        switch (ranking) {
          case Ranking.ByText byText -> byText.words();
          case Ranking.ByBoth byBoth -> byBoth.words();
          case Ranking.ByVector byVector -> null;
        };
    Vector vector =
        switch (ranking) {
          case Ranking.ByText byText -> null;
          case Ranking.ByBoth byBoth -> byBoth.vector();
          case Ranking.ByVector byVector -> byVector.vector();
        };
    NavigableMap<Integer, Candidate> candidates = new TreeMap<>();
    if (words != null) {
      Query query = text.of(words, searcher);
      for (ScoreDoc found : anyTextCandidates(query, limit)) {
        candidates.computeIfAbsent(found.doc, Candidate::new);
      }
      if (vector != null && space != null) {
        addNearest(vector, space, candidates);
      }
      scoreText(query, candidates);
    } else if (vector != null && space != null) {
      addNearest(vector, space, candidates);
    }
    if (vector != null && space != null) {
      scoreVectors(vector, space, candidates);
    }
    return described(candidates, words != null, fields);
  }

  private void addNearest(
      Vector vector, EmbeddingSpace space, NavigableMap<Integer, Candidate> candidates)
      throws IOException {
    for (ScoreDoc found : vectorCandidates(vector, space, limit)) {
      candidates.computeIfAbsent(found.doc, Candidate::new);
    }
  }

  private List<Sighting> described(
      NavigableMap<Integer, Candidate> candidates, boolean asksWords, Set<String> fields)
      throws IOException {
    List<Sighting> sightings = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      ColumnValues values = new ColumnValues(leaf.reader(), fields);
      for (Candidate candidate : within(leaf, candidates)) {
        sightings.add(
            new Sighting(
                candidate.document,
                asksWords ? OptionalDouble.of(candidate.bm25) : OptionalDouble.empty(),
                candidate.cosine(),
                values.of(candidate.document - leaf.docBase)));
      }
    }
    return sightings;
  }

  private int depth() {
    return Math.max(LEAST_CANDIDATES, limit);
  }

  private ScoreDoc[] textCandidates(@Nullable Query query, int most) throws IOException {
    return query == null
        ? NONE
        : searcher.search(filtered(query), held(most), BY_SCORE_THEN_ID, true).scoreDocs;
  }

  /** In no order: of equal scores at the end any may be among them. */
  private ScoreDoc[] anyTextCandidates(@Nullable Query query, int most) throws IOException {
    return query == null ? NONE : searcher.search(filtered(query), held(most)).scoreDocs;
  }

  private Query filtered(Query query) {
    return new BooleanQuery.Builder().add(query, Occur.MUST).add(filter, Occur.FILTER).build();
  }

  private int held(int most) {
    return Math.min(most, Math.max(1, searcher.getIndexReader().maxDoc()));
  }

  /**
   * Of a filter that lets most entries through it is asked whether it lets the nearest through: to
   * search under it, Lucene would first collect all that it does.
   */
  private ScoreDoc[] vectorCandidates(Vector vector, EmbeddingSpace space, int most)
      throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(filter), NO_SCORES, 1);
    double share = shareOf(weight);
    if (share >= MOST) {
      int more = (int) (MARGIN * most / share) + 1;
      ScoreDoc[] nearest = nearest(vector, space, more, null);
      ScoreDoc[] visible = visible(nearest, weight);
      if (visible.length >= most || nearest.length < more) {
        return Arrays.copyOf(visible, Math.min(most, visible.length));
      }
    }
    return nearest(vector, space, most, filter);
  }

  private ScoreDoc[] nearest(Vector vector, EmbeddingSpace space, int most, @Nullable Query within)
      throws IOException {
    String field = EntryDocument.vectorField(space);
    return searcher.search(
            new KnnFloatVectorQuery(field, vector.toArray(), held(most), within), held(most))
        .scoreDocs;
  }

  /** What the filter lets through of all, as Lucene estimates it. */
  private double shareOf(Weight filter) throws IOException {
    long through = 0;
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      ScorerSupplier found = filter.scorerSupplier(leaf);
      through += found == null ? 0 : found.cost();
    }
    return Math.min(1, (double) through / Math.max(1, searcher.getIndexReader().maxDoc()));
  }

  /** Those that the filter lets through, in the order in which they came. */
  private ScoreDoc[] visible(ScoreDoc[] found, Weight filter) throws IOException {
    ScoreDoc[] inOrder = found.clone();
    Arrays.sort(inOrder, Comparator.comparingInt(document -> document.doc));
    Set<Integer> visible = new HashSet<>();
    int next = 0;
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      Scorer scorer = filter.scorer(leaf);
      for (; next < inOrder.length && inOrder[next].doc < end; next++) {
        if (scorer != null && reaches(scorer.iterator(), inOrder[next].doc - leaf.docBase)) {
          visible.add(inOrder[next].doc);
        }
      }
    }
    return Arrays.stream(found)
        .filter(document -> visible.contains(document.doc))
        .toArray(ScoreDoc[]::new);
  }

  /** The exact BM25 of each candidate, 0 for those that the words did not find. */
  private void scoreText(@Nullable Query query, NavigableMap<Integer, Candidate> candidates)
      throws IOException {
    if (query == null) {
      return;
    }
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer != null) {
        for (Candidate candidate : within(leaf, candidates)) {
          if (reaches(scorer.iterator(), candidate.document - leaf.docBase)) {
            candidate.bm25 = scorer.score();
          }
        }
      }
    }
  }

  /** The exact cosine of each candidate that has a vector. */
  private void scoreVectors(
      Vector vector, EmbeddingSpace space, NavigableMap<Integer, Candidate> candidates)
      throws IOException {
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      FloatVectorValues values =
          leaf.reader().getFloatVectorValues(EntryDocument.vectorField(space));
      VectorScorer scorer = values == null ? null : values.scorer(vector.toArray());
      if (scorer != null) {
        DocIdSetIterator iterator = scorer.iterator();
        for (Candidate candidate : within(leaf, candidates)) {
          if (reaches(iterator, candidate.document - leaf.docBase)) {
            candidate.cosine = cosine(scorer.score());
          }
        }
      }
    }
  }

  private static Iterable<Candidate> within(
      LeafReaderContext leaf, NavigableMap<Integer, Candidate> candidates) {
    return candidates.subMap(leaf.docBase, leaf.docBase + leaf.reader().maxDoc()).values();
  }

  private static boolean reaches(DocIdSetIterator iterator, int document) throws IOException {
    return (iterator.docID() < document ? iterator.advance(document) : iterator.docID())
        == document;
  }

  /** Lucene's scores are positive, so it lifts the cosine to 0..1. */
  private static double cosine(float luceneScore) {
    return 2.0 * luceneScore - 1.0;
  }

  private List<Hit> best(NavigableMap<Integer, Candidate> candidates, boolean asksWords)
      throws IOException {
    readIds(candidates);
    List<Candidate> order = new ArrayList<>(candidates.values());
    order.sort(
        Comparator.comparingDouble((Candidate c) -> c.score).reversed().thenComparing(c -> c.id));
    List<Hit> hits = new ArrayList<>();
    for (Candidate candidate : order.subList(0, Math.min(limit, order.size()))) {
      hits.add(
          new Hit(
              snapshot.entry(candidate.document),
              candidate.score,
              asksWords ? OptionalDouble.of(candidate.bm25) : OptionalDouble.empty(),
              candidate.cosine()));
    }
    return hits;
  }

  private void readIds(NavigableMap<Integer, Candidate> candidates) throws IOException {
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    int last = -1;
    SortedDocValues ids = null;
    for (Candidate candidate : candidates.values()) {
      int index = ReaderUtil.subIndex(candidate.document, leaves);
      if (index != last) {
        ids = leaves.get(index).reader().getSortedDocValues(EntryDocument.ID);
        last = index;
      }
      if (ids != null && ids.advanceExact(candidate.document - leaves.get(index).docBase)) {
        candidate.id = BytesRef.deepCopyOf(ids.lookupOrd(ids.ordValue()));
      }
    }
  }

  /** A document under consideration; filled in step by step within one search. */
  static final class Candidate {
    final int document;
    BytesRef id = new BytesRef();
    double bm25;
    double cosine = Double.NaN;
    double score;

    Candidate(int document) {
      this.document = document;
    }

    OptionalDouble cosine() {
      return Double.isNaN(cosine) ? OptionalDouble.empty() : OptionalDouble.of(cosine);
    }
  }
}

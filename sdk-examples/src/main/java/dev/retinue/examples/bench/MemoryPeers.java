package dev.retinue.examples.bench;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import dev.retinue.memory.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * What else one would search turns with: langchain4j's store in memory (by meaning alone, every
 * vector compared), and Lucene used directly (by words and by meaning, joined by reciprocal rank).
 * Both within one principal. Confined to one thread.
 */
final class MemoryPeers implements AutoCloseable {
  private static final String PRINCIPAL = "principal";
  private static final int CANDIDATES = 60;
  private static final int RANK_CONSTANT = 60;

  private final InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
  private final EnglishAnalyzer analyzer = new EnglishAnalyzer();
  private final FSDirectory directory;
  private final IndexWriter writer;

  MemoryPeers(Path folder) throws IOException {
    directory = FSDirectory.open(folder);
    writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
  }

  void add(Turn turn, float[] vector) throws IOException {
    String principal = turn.context().principal().name();
    store.add(
        Embedding.from(vector), TextSegment.from(turn.text(), Metadata.from(PRINCIPAL, principal)));
    Document document = new Document();
    document.add(new StringField("id", turn.id(), Store.YES));
    document.add(new StringField(PRINCIPAL, principal, Store.NO));
    document.add(new TextField("text", turn.text(), Store.YES));
    document.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.COSINE));
    writer.addDocument(document);
  }

  DirectoryReader reader() throws IOException {
    writer.commit();
    return DirectoryReader.open(directory);
  }

  int askStore(float[] vector, int most) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(Embedding.from(vector))
                .filter(new IsEqualTo(PRINCIPAL, "shared"))
                .maxResults(most)
                .build())
        .matches()
        .size();
  }

  int askLucene(DirectoryReader reader, String question, float[] vector, int most)
      throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    Query principal = new TermQuery(new Term(PRINCIPAL, "shared"));
    Query words = new QueryBuilder(analyzer).createBooleanQuery("text", question);
    Query byWords =
        new BooleanQuery.Builder().add(words, Occur.MUST).add(principal, Occur.FILTER).build();
    Map<Integer, Double> scores = new LinkedHashMap<>();
    join(searcher.search(byWords, CANDIDATES).scoreDocs, scores);
    Query byMeaning = new KnnFloatVectorQuery("vector", vector, CANDIDATES, principal);
    join(searcher.search(byMeaning, CANDIDATES).scoreDocs, scores);
    int read = 0;
    for (int document :
        scores.entrySet().stream()
            .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
            .limit(most)
            .map(Map.Entry::getKey)
            .toList()) {
      read += searcher.storedFields().document(document).get("text") == null ? 0 : 1;
    }
    return read;
  }

  private static void join(ScoreDoc[] found, Map<Integer, Double> scores) {
    for (int rank = 0; rank < found.length; rank++) {
      scores.merge(found[rank].doc, 1.0 / (RANK_CONSTANT + rank), Double::sum);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
    analyzer.close();
  }
}

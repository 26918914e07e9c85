package dev.retinue.knowledge.base;

import dev.retinue.chunk.Chunk;
import dev.retinue.chunk.Chunker;
import dev.retinue.collection.Entry;
import dev.retinue.collection.Hit;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.VectorState;
import dev.retinue.document.Document;
import dev.retinue.document.DocumentReader;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passage;
import dev.retinue.knowledge.Passages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads, chunks and embeds documents into a collection, and finds their passages. Thread-safe. */
final class KnowledgeBase implements Knowledge {
  private static final Logger log = LoggerFactory.getLogger(KnowledgeBase.class);
  private static final String POSITION = "journal.position";

  private final DocumentReader reader;
  private final Chunker chunker;
  private final PassageEmbedding embedding;
  private final LuceneCollection collection;

  /** Held while a document is replaced and while committing: a commit holds no half of a step. */
  private final ReentrantLock steps = new ReentrantLock();

  /** Held for writing while a document is replaced: no search sees two versions of it, or none. */
  private final ReadWriteLock documents = new ReentrantReadWriteLock();

  KnowledgeBase(
      DocumentReader reader,
      Chunker chunker,
      PassageEmbedding embedding,
      LuceneCollection collection) {
    this.reader = reader;
    this.chunker = chunker;
    this.embedding = embedding;
    this.collection = collection;
    VectorState vectors = collection.vectors();
    if (vectors instanceof VectorState.Mismatch mismatch) {
      // documents carry their model in their version, so each is embedded anew when next ingested
      log.atInfo()
          .addKeyValue("stored", mismatch.stored().model())
          .addKeyValue("now", mismatch.wanted().model())
          .log("embedding model changed; documents are found by words until ingested again");
      collection.renewVectors();
    }
  }

  @Override
  public DocumentSources scan(String location) {
    return DocumentScan.of(reader, location);
  }

  @Override
  public Ingested ingest(DocumentSource source) {
    String location = source.location();
    Document document;
    try {
      document = reader.read(Path.of(location));
    } catch (UnreadableDocumentException e) {
      return new Ingested.Rejected(location, e.reason().name(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while ingesting " + location);
      cancelled.initCause(e);
      throw cancelled;
    }
    String version = PassageEntries.version(document.sha256(), embedding);
    if (collection.count(PassageEntries.ofDocument(location, version)) > 0) {
      return new Ingested.Unchanged(location);
    }
    List<Chunk> chunks = chunker.chunk(document);
    replace(location, version, PassageEntries.of(location, document, chunks, embedding));
    for (String warning : document.warnings()) {
      log.atWarn().addKeyValue("document", location).log(warning);
    }
    return new Ingested.Stored(location, document.title(), chunks.size());
  }

  private void replace(String location, String version, List<Entry> entries) {
    steps.lock();
    documents.writeLock().lock();
    try {
      collection.put(entries);
      collection.remove(PassageEntries.ofOtherVersions(location, version));
    } finally {
      documents.writeLock().unlock();
      steps.unlock();
    }
  }

  @Override
  public Passages search(KnowledgeQuery query) {
    if (query.text().isBlank()) {
      return Passages.NONE;
    }
    SearchRequest request =
        SearchRequest.of(query.text(), embedding.ofQuestion(query.text()), query.limit());
    List<Hit> hits;
    documents.readLock().lock();
    try {
      hits = collection.search(request);
    } finally {
      documents.readLock().unlock();
    }
    if (hits.isEmpty()) {
      return Passages.NONE;
    }
    // scores by words alone have no upper bound
    double scale = Math.max(1, hits.getFirst().score());
    List<Passage> passages = new ArrayList<>();
    for (Hit hit : hits) {
      passages.add(PassageEntries.passage(hit, Math.clamp(hit.score() / scale, 0.0, 1.0)));
    }
    return new Passages(passages);
  }

  @Override
  public JournalPosition committed() {
    String position = collection.userData().get(POSITION);
    return position == null ? JournalPosition.NONE : JournalPosition.parse(position);
  }

  @Override
  public void commit(JournalPosition position) {
    steps.lock();
    try {
      collection.commit(Map.of(POSITION, position.toString()));
    } finally {
      steps.unlock();
    }
  }

  @Override
  public void close() {
    collection.close();
  }
}

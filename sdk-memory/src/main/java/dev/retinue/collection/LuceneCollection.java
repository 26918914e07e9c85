package dev.retinue.collection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Entries with text, a vector and fields, in one Lucene index; found by words, by meaning or by
 * both, within a filter.
 *
 * <ul>
 *   <li><b>Visible at once, durable on commit.</b> A write is seen by every search that starts
 *       after it returned, and a list of entries is seen whole or not at all. Only {@link #commit}
 *       makes writes durable: reopened, a collection is exactly its last commit, and {@link #close}
 *       does not commit.
 *   <li><b>One snapshot.</b> Each search sees the collection as it is when the search starts. Of
 *       equal scores the smaller id comes first.
 *   <li><b>Never mixed vectors.</b> See {@link #vectors()}.
 *   <li><b>Interrupts.</b> No method is ended by an interrupt; it stays in the thread's status.
 * </ul>
 *
 * <p>Thread-safe. Reads run in the caller's thread; writes, one after another, in a thread of the
 * collection that leaves when idle. After {@link #close} every method but {@code close} and {@code
 * vectors} throws {@link IllegalStateException}; any method may throw {@link CollectionException}.
 */
public final class LuceneCollection implements AutoCloseable {
  /** Keys of commit data that begin so are the collection's own. */
  public static final String RESERVED_PREFIX = "retinue.collection.";

  /**
   * Segments up to here stay in memory until a commit, unless all of them would be more. Vectors
   * are compared much faster in a mapped file.
   */
  private static final double SMALL_MB = 1;

  private static final double CACHED_MB = 16;

  /** A search looks for the nearest in each; with twice as many it takes half as long again. */
  private static final int SEGMENTS_OF_A_SIZE = 5;

  private static final String FORMAT_KEY = RESERVED_PREFIX + "format";
  private static final String FORMAT = "1";
  private static final String MODEL_KEY = RESERVED_PREFIX + "embedding.model";
  private static final String DIMENSIONS_KEY = RESERVED_PREFIX + "embedding.dimensions";

  private final Failures failures;
  private final CollectionSettings settings;
  private final Directory directory;
  private final Analyzer analyzer;
  private final TextQuery text;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final WriterThread writing;

  /** Another, so that no write and no search waits for a disk. */
  private final WriterThread committing;

  /**
   * Held for reading by every operation, for writing by close, which so waits for those under way.
   */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  /** Something was erased since the last commit began. */
  private final AtomicBoolean erasing = new AtomicBoolean();

  private volatile boolean closed;
  private volatile boolean stale; // written only by the writing thread
  private volatile Map<String, String> committed;
  private volatile @Nullable EmbeddingSpace storedSpace;
  private volatile VectorState vectors;

  /**
   * A collection in a directory, which it closes.
   *
   * @param folder where that is, or null if nowhere
   */
  LuceneCollection(@Nullable Path folder, CollectionSettings settings, Directory directory)
      throws IOException {
    this.failures = new Failures(folder);
    this.settings = settings;
    this.directory = directory;
    this.analyzer = new EnglishText();
    this.text = new TextQuery(analyzer, settings);
    boolean made = !DirectoryReader.indexExists(directory);
    if (made) {
      checkThatNothingIsLost(directory);
    }
    this.writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig(analyzer)
                .setCodec(new WideVectorsCodec())
                // A search that comes after a write waits for no merge: that of what is small may
                // take half a second, and nothing is found sooner by it.
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergePolicy(
                    new TieredMergePolicy()
                        .setSegmentsPerTier(SEGMENTS_OF_A_SIZE)
                        .setForceMergeDeletesPctAllowed(0))
                .setCommitOnClose(false));
    try {
      this.searchers = new SearcherManager(writer, new UncachedSearchers());
      Map<String, String> data = new HashMap<>();
      Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
      if (live != null) {
        live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
      }
      String format = data.getOrDefault(FORMAT_KEY, FORMAT);
      if (!format.equals(FORMAT)) {
        throw new OtherFormatException(
            "its format is " + format + ", this version reads " + FORMAT);
      }
      this.storedSpace = spaceIn(data);
      data.keySet().removeIf(key -> key.startsWith(RESERVED_PREFIX));
      this.committed = Map.copyOf(data);
      this.vectors = vectorState();
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(writer);
      throw e;
    }
    String name = folder == null ? "in-memory" : folder.getFileName().toString();
    this.writing = new WriterThread("retinue-collection-" + name);
    this.committing = new WriterThread("retinue-commit-" + name);
    if (made && folder != null) {
      begin();
    }
  }

  /** A new index is committed before anything is in it, so that segments always have a commit. */
  private void begin() throws IOException {
    boolean begun = false;
    try {
      begun = committing.run(() -> writer.commit() >= 0);
    } finally {
      if (!begun) {
        IOUtils.closeWhileHandlingException(searchers, writer::rollback);
        committing.close();
        writing.close();
      }
    }
  }

  /** Lucene would take segments without a commit for leavings, and delete them. */
  private static void checkThatNothingIsLost(Directory directory) throws IOException {
    for (String file : directory.listAll()) {
      if (file.startsWith("_")) {
        throw new CorruptIndexException(
            "there are segments, and no " + IndexFileNames.SEGMENTS + "_N that names them", file);
      }
    }
  }

  /**
   * Opens the collection in a folder, which is made if it is missing. One collection at a time has
   * a folder open.
   *
   * @throws CollectionException if the folder is in use, not writable or damaged
   */
  public static LuceneCollection open(Path folder, CollectionSettings settings) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Failures(folder).notWritable(e);
    }
    Directory directory = null;
    try {
      directory = new NRTCachingDirectory(FSDirectory.open(folder), SMALL_MB, CACHED_MB);
      return new LuceneCollection(folder, settings, directory);
    } catch (IOException | IllegalArgumentException e) {
      // Lucene throws the latter for some damaged files and for versions too old to name.
      IOUtils.closeWhileHandlingException(directory);
      throw new Failures(folder).notOpened(e);
    }
  }

  /** A collection that leaves nothing behind. */
  public static LuceneCollection inMemory(CollectionSettings settings) {
    try {
      return new LuceneCollection(null, settings, new ByteBuffersDirectory());
    } catch (IOException e) {
      throw new Failures(null).notOpened(e);
    }
  }

  /** Whether vectors are searched. */
  public VectorState vectors() {
    return vectors;
  }

  /**
   * Adds entries; each replaces the one of the same id, whole. Of two with the same id in the list
   * the later stays. While {@link #vectors()} are off, the entries are kept without theirs.
   *
   * @throws IllegalArgumentException if an entry has a text field that the settings do not, or a
   *     vector of other dimensions than the collection's; then none of the entries was put
   */
  public void put(List<Entry> entries) {
    List<Entry> copy = List.copyOf(entries);
    copy.forEach(this::check);
    write(() -> {
      EmbeddingSpace space = readySpace();
      for (Entry entry : copy) {
        writer.updateDocument(
            new Term(EntryDocument.ID, entry.id()), EntryDocument.of(entry, space));
      }
      return copy.size();
    });
  }

  /**
   * Removes what the filter lets through and returns how many entries that were. They can no longer
   * be found; their bytes leave the files in a later merge.
   */
  public int remove(Filter filter) {
    return write(() -> {
      refresh();
      int count = snapshot(searcher -> new Snapshot(searcher, null).count(filter));
      if (count > 0) {
        writer.deleteDocuments(FilterQuery.of(filter));
      }
      return count;
    });
  }

  /**
   * Removes what the filter lets through, so that after the next {@link #commit} no file holds any
   * of it, nor of what was replaced before. That commit takes longer: it writes anew every segment
   * with something removed.
   */
  public int erase(Filter filter) {
    int removed = remove(filter);
    if (removed > 0) {
      erasing.set(true);
    }
    return removed;
  }

  public Optional<Entry> find(String id) {
    return read(searcher -> new Snapshot(searcher, readySpace()).find(id));
  }

  /**
   * The first entries in the order.
   *
   * @param limit how many at most, from 1
   */
  public List<Entry> list(Filter filter, Order order, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit of a listing must be at least 1, got " + limit);
    }
    return read(searcher -> new Snapshot(searcher, readySpace()).list(filter, order, limit));
  }

  public int count(Filter filter) {
    return read(searcher -> new Snapshot(searcher, null).count(filter));
  }

  /**
   * The best entries, best first.
   *
   * @throws IllegalArgumentException if the vector has other dimensions than the collection's
   * @throws IllegalStateException if only a vector is asked while {@link #vectors()} are off
   */
  public List<Hit> search(SearchRequest request) {
    EmbeddingSpace space = readySpace();
    return read(searcher -> {
      Snapshot snapshot = new Snapshot(searcher, space);
      Search search = new Search(searcher, snapshot, text, request.filter(), request.limit());
      return switch (request.ranking()) {
        case Ranking.ByText byText -> search.byText(byText.words());
        case Ranking.ByVector byVector -> {
          if (space == null) {
            throw new IllegalStateException(
                "cannot search " + failures.name() + " by vector: " + vectors.description());
          }
          checkDimensions("the vector asked", byVector.vector(), space);
          yield search.byVector(byVector.vector(), space);
        }
        case Ranking.ByBoth byBoth -> {
          if (space == null) {
            yield search.byText(byBoth.words());
          }
          checkDimensions("the vector asked", byBoth.vector(), space);
          yield search.byBoth(byBoth, space);
        }
      };
    });
  }

  /**
   * Candidates of several searches, ordered by the caller, all at one snapshot. For an order that
   * needs more than the two scores: only the entries chosen are read.
   *
   * @param requests each gives its best {@code limit} by words and as many by vector; a sighting of
   *     several is that of the first
   * @param fields what is told of each sighting besides its scores
   * @param choice what of the sightings, which come in no order, is wanted, best first
   * @throws IllegalArgumentException if a vector has other dimensions than the collection's
   */
  public List<Entry> select(
      List<SearchRequest> requests,
      Set<String> fields,
      Function<List<Sighting>, List<Sighting>> choice) {
    EmbeddingSpace space = readySpace();
    return read(searcher -> {
      Snapshot snapshot = new Snapshot(searcher, space);
      Map<Integer, Sighting> seen = new LinkedHashMap<>();
      for (SearchRequest request : requests) {
        if (space != null && request.ranking() instanceof Ranking.ByBoth both) {
          checkDimensions("the vector asked", both.vector(), space);
        }
        new Search(searcher, snapshot, text, request.filter(), request.limit())
            .sightings(request.ranking(), space, fields)
            .forEach(sighting -> seen.putIfAbsent(sighting.document(), sighting));
      }
      List<Entry> entries = new ArrayList<>();
      for (Sighting chosen : choice.apply(List.copyOf(seen.values()))) {
        entries.add(snapshot.entry(chosen.document()));
      }
      return entries;
    });
  }

  /**
   * Makes everything written so far durable, and with it these key-values, which replace those of
   * the commit before. The only operation that waits for the disk.
   */
  public void commit(Map<String, String> userData) {
    for (String key : userData.keySet()) {
      if (key.startsWith(RESERVED_PREFIX)) {
        throw new IllegalArgumentException(
            "keys that begin with '"
                + RESERVED_PREFIX
                + "' are the collection's own, got '"
                + key
                + "'");
      }
    }
    Map<String, String> callers = Map.copyOf(userData);
    using("commit", () -> committing.run(() -> committed(callers)));
  }

  private boolean committed(Map<String, String> callers) throws IOException {
    Map<String, String> data = new HashMap<>(callers);
    data.put(FORMAT_KEY, FORMAT);
    EmbeddingSpace space = vectors instanceof VectorState.Ready ready ? ready.space() : storedSpace;
    if (space != null) {
      data.put(MODEL_KEY, space.model());
      data.put(DIMENSIONS_KEY, Integer.toString(space.dimensions()));
    }
    boolean erases = erasing.getAndSet(false);
    boolean done = false;
    try {
      if (erases) {
        writer.forceMergeDeletes();
      }
      if (!(directory instanceof ByteBuffersDirectory)) { // That one nobody opens again.
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
      }
      if (erases) {
        writing.run(this::refresh); // The snapshot before it keeps its files.
      }
      done = true;
    } finally {
      if (!done && erases) {
        erasing.set(true);
      }
    }
    storedSpace = space;
    committed = callers;
    return true;
  }

  /** The key-values of the last commit; empty if there is none. */
  public Map<String, String> userData() {
    return read(searcher -> committed);
  }

  /**
   * Goes over to the embedding space of the settings: the stored vectors of another are no longer
   * read, and {@link #vectors()} become ready. The caller lists the entries and puts each again
   * with its new vector; until then text finds it. Takes effect for good with the next commit. Does
   * nothing unless the state is a {@link VectorState.Mismatch}.
   */
  public void renewVectors() {
    write(() -> {
      if (vectors instanceof VectorState.Mismatch mismatch) {
        vectors = new VectorState.Ready(mismatch.wanted());
      }
      return vectors;
    });
  }

  /**
   * Reads every file of the collection and compares its checksum: opening checks only what it
   * reads. Takes about as long as copying the folder.
   *
   * @throws CollectionException if a file is damaged
   */
  public void verify() {
    read(searcher -> {
      for (LeafReaderContext leaf : searcher.getLeafContexts()) {
        ((CodecReader) leaf.reader()).checkIntegrity();
      }
      return searcher;
    });
  }

  /**
   * Releases everything, after the operations under way; what was not committed is lost. Closing
   * again does nothing.
   */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try {
        writing.run(() -> {
          IOUtils.close(searchers, writer::rollback, directory, analyzer);
          return true;
        });
      } catch (IOException e) {
        throw failures.failed("close", writer.getTragicException(), e);
      } finally {
        committing.close();
        writing.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private void check(Entry entry) {
    for (String field : entry.text().keySet()) {
      if (!settings.textWeights().containsKey(field)) {
        throw new IllegalArgumentException(
            "entry '%s' has text field '%s', the collection has %s; name it in the CollectionSettings"
                .formatted(entry.id(), field, settings.textWeights().keySet()));
      }
    }
    EmbeddingSpace space = readySpace();
    Vector vector = entry.vector();
    if (space != null && vector != null) {
      checkDimensions("the vector of entry '" + entry.id() + "'", vector, space);
    }
  }

  private static void checkDimensions(String whose, Vector vector, EmbeddingSpace space) {
    if (vector.dimensions() != space.dimensions()) {
      throw new IllegalArgumentException(
          "%s has %d dimensions, the collection's are of %s"
              .formatted(whose, vector.dimensions(), space));
    }
  }

  private @Nullable EmbeddingSpace readySpace() {
    return vectors instanceof VectorState.Ready ready ? ready.space() : null;
  }

  private static @Nullable EmbeddingSpace spaceIn(Map<String, String> data) {
    String model = data.get(MODEL_KEY);
    String dimensions = data.get(DIMENSIONS_KEY);
    return model == null || dimensions == null
        ? null
        : new EmbeddingSpace(model, Integer.parseInt(dimensions));
  }

  private VectorState vectorState() throws IOException {
    EmbeddingSpace wanted = settings.embeddings();
    EmbeddingSpace stored = storedSpace;
    if (wanted == null) {
      return new VectorState.Absent();
    }
    if (stored == null || stored.equals(wanted) || vectorCount(stored) == 0) {
      return new VectorState.Ready(wanted);
    }
    return new VectorState.Mismatch(stored, wanted);
  }

  private int vectorCount(EmbeddingSpace space) throws IOException {
    return snapshot(searcher -> {
      int count = 0;
      for (LeafReaderContext leaf : searcher.getLeafContexts()) {
        FloatVectorValues values =
            leaf.reader().getFloatVectorValues(EntryDocument.vectorField(space));
        count += values == null ? 0 : values.size();
      }
      return count;
    });
  }

  private <T> T write(Callable<T> task) {
    return using(
        "write",
        () ->
            writing.run(() -> {
              try {
                return task.call();
              } finally {
                stale = true;
              }
            }));
  }

  private <T> T read(Reading<T> reading) {
    return using(
        "read",
        () -> {
          if (stale) {
            writing.run(this::refresh);
          }
          return snapshot(reading);
        });
  }

  /** Runs in the writing thread, so that no list of entries is seen half put. */
  private boolean refresh() throws IOException {
    searchers.maybeRefreshBlocking();
    stale = false; // only now: who reads it must find the new snapshot
    return true;
  }

  private <T> T snapshot(Reading<T> reading) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return reading.in(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  private <T> T using(String what, InUse<T> operation) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(failures.name() + " is closed");
      }
      return operation.run();
    } catch (IOException | AlreadyClosedException e) {
      throw failures.failed(what, writer.getTragicException(), e);
    } finally {
      use.readLock().unlock();
    }
  }

  private interface Reading<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  private interface InUse<T> {
    T run() throws IOException;
  }

  /** Without Lucene's cache of filters, which all indexes of the process would share. */
  private static final class UncachedSearchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous)
        throws IOException {
      IndexSearcher searcher = super.newSearcher(reader, previous);
      searcher.setQueryCache(null);
      return searcher;
    }
  }
}

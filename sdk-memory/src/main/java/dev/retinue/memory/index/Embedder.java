package dev.retinue.memory.index;

import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.collection.Vector;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Turn;
import dev.retinue.memory.recall.RecallFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the records of a collection their vectors after they were put, a few at a time, the latest
 * first; until then they are found by their words. What lacks one is asked of the collection
 * itself, so that nothing is forgotten by a crash, a failure or another embedding model.
 * Thread-safe.
 */
final class Embedder {
  private static final Logger LOG = LoggerFactory.getLogger(Embedder.class);
  private static final int AT_ONCE = 64;

  /**
   * So many records have their own meaning at hand, since it is part of that of their neighbours.
   */
  private static final int LATELY = 2 * AT_ONCE;

  /** How much lacks a vector has not been looked at since it was opened. */
  private static final long UNKNOWN = -1;

  /** So many are waited for. */
  private static final int FEW = 16;

  private static final Duration DELAY = Duration.ofMillis(200);
  private static final Duration MOST_WAIT = Duration.ofMillis(250);

  private final LuceneCollection records;
  private final Unwritten unwritten;
  private final Embeddings embeddings;
  private final ReentrantLock changing;
  private final ScheduledExecutorService background;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** Confined to the background. */
  private final LinkedHashMap<String, Vector> lately = new LinkedHashMap<>();

  /** Changes so far, and how many of them are known to have their vectors. */
  private final AtomicLong changes = new AtomicLong();

  private final AtomicLong settled = new AtomicLong(UNKNOWN);
  private volatile boolean failing;
  private volatile boolean uncommitted;
  private volatile boolean closed;

  /**
   * @param changing held while entries are read to be put again
   * @param background where it works
   */
  Embedder(
      LuceneCollection records,
      Unwritten unwritten,
      Embeddings embeddings,
      ReentrantLock changing,
      ScheduledExecutorService background) {
    this.records = records;
    this.unwritten = unwritten;
    this.embeddings = embeddings;
    this.changing = changing;
    this.background = background;
    if (records.count(Filter.all()) == 0) {
      settled.set(0);
    } else {
      ask();
    }
  }

  /** There may be records without a vector. More of them may be about to come. */
  void ask() {
    changes.incrementAndGet();
    failing = false;
    if (asked.compareAndSet(false, true)) {
      var unused = background.schedule(this::some, DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void some() {
    asked.set(false);
    if (closed) {
      return;
    }
    try {
      long known = changes.get();
      List<Unembedded> missing = missing();
      if (!missing.isEmpty()) {
        put(missing, meanings(missing));
      }
      if (missing.size() == AT_ONCE) {
        background.execute(this::some);
      } else {
        settled.set(known); // What changed meanwhile was asked for again.
      }
    } catch (RuntimeException e) { // Of a host's embeddings, or since it was closed meanwhile.
      failing = true;
      if (!closed) {
        LOG.atWarn()
            .addKeyValue("model", embeddings.model())
            .setCause(e)
            .log("records of a memory are found by their words alone until the next is kept");
      }
    }
  }

  /** An entry without a vector, or with one that is out of date, as it was read. */
  private record Unembedded(Entry entry, MemoryRecord said, Session.Beside beside) {}

  private List<Unembedded> missing() {
    changing.lock();
    try {
      unwritten.write();
      Filter filter = Filter.not(RecordEntry.embeddedBy(embeddings.model()));
      Map<Entry, MemoryRecord> missing = new LinkedHashMap<>();
      for (Entry entry : records.list(filter, Order.descending(RecallFields.AT), AT_ONCE)) {
        missing.put(entry, RecordEntry.stated(entry));
      }
      List<Turn> turns = new ArrayList<>();
      missing
          .values()
          .forEach(said -> {
            if (said instanceof Turn turn) {
              turns.add(turn);
            }
          });
      Map<String, Session.Beside> beside = Session.beside(turns, unwritten);
      List<Unembedded> unembedded = new ArrayList<>();
      missing.forEach((entry, said) -> {
        Session.Beside own = beside.getOrDefault(entry.id(), Session.Beside.NONE);
        unembedded.add(new Unembedded(entry, said, own));
      });
      return unembedded;
    } finally {
      changing.unlock();
    }
  }

  private List<Vector> meanings(List<Unembedded> missing) {
    Map<String, MemoryRecord> needed = new LinkedHashMap<>();
    for (Unembedded each : missing) {
      Stream.of(each.said(), each.beside().before(), each.beside().after())
          .filter(Objects::nonNull)
          .forEach(record -> needed.put(record.id(), record));
    }
    Map<String, Vector> own = own(needed);
    List<Vector> meanings = new ArrayList<>();
    for (Unembedded each : missing) {
      Turn before = each.beside().before();
      Turn after = each.beside().after();
      meanings.add(
          RecallFields.meaning(
              Objects.requireNonNull(own.get(each.said().id())),
              before == null ? null : own.get(before.id()),
              after == null ? null : own.get(after.id())));
    }
    return meanings;
  }

  /** What each means alone, by id. */
  private Map<String, Vector> own(Map<String, MemoryRecord> needed) {
    Map<String, Vector> own = new HashMap<>();
    List<MemoryRecord> unknown = new ArrayList<>();
    for (MemoryRecord record : needed.values()) {
      Vector known = lately.get(record.id());
      if (known == null) {
        unknown.add(record);
      } else {
        own.put(record.id(), known);
      }
    }
    List<String> texts = unknown.stream().map(RecordEntry::embeddedText).toList();
    List<float[]> vectors = texts.isEmpty() ? List.of() : embeddings.embed(texts, Use.PASSAGE);
    for (int i = 0; i < unknown.size(); i++) {
      own.put(unknown.get(i).id(), Vector.of(vectors.get(i)));
    }
    lately.putAll(own);
    while (lately.size() > LATELY) {
      lately.pollFirstEntry();
    }
    return own;
  }

  /**
   * Into the entries as they are now: one may be gone, or stand amid others, since it was read; the
   * latter is still missing then.
   */
  private void put(List<Unembedded> missing, List<Vector> meanings) {
    changing.lock();
    try {
      unwritten.write();
      String[] ids = missing.stream().map(each -> each.entry().id()).toArray(String[]::new);
      Map<String, Entry> now = new HashMap<>();
      records
          .list(Filter.ids(ids), Order.byId(), ids.length)
          .forEach(entry -> now.put(entry.id(), entry));
      List<Entry> embedded = new ArrayList<>();
      for (int i = 0; i < missing.size(); i++) {
        Entry read = missing.get(i).entry();
        Entry entry = now.get(read.id());
        if (entry != null && entry.text().equals(read.text())) {
          embedded.add(RecordEntry.embedded(entry, meanings.get(i), embeddings.model()));
        }
      }
      records.put(embedded);
      uncommitted = true;
    } finally {
      changing.unlock();
    }
  }

  /** Nothing is known to lack a vector. */
  boolean isDone() {
    return settled.get() >= changes.get();
  }

  /** Vectors were put since the last commit. */
  boolean isUncommitted() {
    return uncommitted;
  }

  /** A commit has begun that contains all that was put so far. */
  void committing() {
    uncommitted = false;
  }

  /** Lets go of what it holds of records that may be gone. */
  void forget() {
    background.execute(lately::clear);
  }

  /**
   * Waits a moment for what was kept a moment ago. Of many records that have no vectors yet those
   * are found by their words.
   */
  void awaitLatest() {
    try {
      long known = settled.get();
      if (known != UNKNOWN && changes.get() - known <= FEW) {
        await(MOST_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!isDone() && !failing) {
      CountDownLatch done = new CountDownLatch(1);
      background.execute(() -> {
        some();
        done.countDown();
      });
      if (!done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  void close() {
    closed = true;
  }
}

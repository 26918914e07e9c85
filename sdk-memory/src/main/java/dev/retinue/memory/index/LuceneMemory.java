package dev.retinue.memory.index;

import dev.retinue.collection.EnglishWords;
import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.consolidation.ConsolidatingMemory;
import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.MemoryChange;
import dev.retinue.consolidation.Remembered;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import dev.retinue.memory.recall.Ingredient;
import dev.retinue.memory.recall.Recall;
import dev.retinue.memory.recall.RecallFields;
import dev.retinue.memory.recall.RecallHit;
import dev.retinue.memory.recall.RecallQuestion;
import dev.retinue.memory.recall.Recalled;
import dev.retinue.memory.review.Review;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records in a collection. Each search is filtered by {@link RecordEntry#visibleTo}; there is no
 * other. Thread-safe, as the collection is: a record is put whole in one step.
 */
final class LuceneMemory implements ConsolidatingMemory {
  private static final String POSITION = "position";
  private static final int MOST = 1_000_000;

  private final LuceneCollection records;
  private final Recall recall;
  private final MemoryDefinition definition;
  private final Clock clock;
  private final EnglishWords words = new EnglishWords();

  /** Held while entries are read to be put again. */
  private final ReentrantLock changing = new ReentrantLock();

  private final Unwritten unwritten;
  private final Uses uses = new Uses();
  private final @Nullable Embedder embedder;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean changed;

  /**
   * @param embeddings null to search by words alone
   * @param background where records get their vectors
   */
  LuceneMemory(
      LuceneCollection records,
      Recall recall,
      MemoryDefinition definition,
      @Nullable Embeddings embeddings,
      Clock clock,
      ScheduledExecutorService background) {
    this.records = records;
    this.recall = recall;
    this.definition = definition;
    this.clock = clock;
    this.unwritten = new Unwritten(records);
    this.embedder =
        embeddings == null
            ? null
            : new Embedder(records, unwritten, embeddings, changing, background);
  }

  @Override
  public void keep(MemoryRecord record) {
    keep(record, clock.instant());
  }

  @Override
  public void keep(MemoryRecord record, Instant at) {
    Entry entry = RecordEntry.recorded(RecordEntry.of(record, record.kind(), words), at);
    changed = true;
    if (unwritten.keep(record, entry)) {
      write();
    }
    if (embedder != null) {
      embedder.ask();
    }
  }

  @Override
  public Recollections recall(RecallQuery query, Principal principal) {
    write();
    Filter visible = RecordEntry.visibleTo(principal);
    List<Turn> recent = recent(query, visible);
    Filter others = Filter.and(visible, within(query.bounds(), recent));
    boolean none = records.count(Filter.all()) == recent.size();
    if (none || query.relevant() == 0 || query.text().isBlank()) {
      return new Recollections(recent, List.of(), 0);
    }
    if (embedder != null) {
      embedder.awaitLatest();
    }
    ZonedDateTime now = clock.instant().atZone(clock.getZone());
    Recalled recalled =
        recall.recall(new RecallQuestion(query.text(), others, query.relevant(), now));
    List<Recollection> relevant =
        Share.within(
            query.bounds().tokens(), query.relevant(), triggered(query, others), found(recalled));
    return new Recollections(recent, relevant, relevant.isEmpty() ? 0 : recalled.answerable());
  }

  private List<Turn> recent(RecallQuery query, Filter visible) {
    if (query.recentTurns() == 0) {
      return List.of();
    }
    Filter session = Filter.and(visible, RecordEntry.turnsOf(query.session()));
    return records
        .list(session, Order.descending(RecallFields.AT), query.recentTurns())
        .reversed()
        .stream()
        .map(RecordEntry::record)
        .map(Turn.class::cast)
        .toList();
  }

  private Filter within(RecallQuery.Bounds bounds, List<Turn> recent) {
    List<String> known = new ArrayList<>(bounds.known());
    recent.forEach(turn -> known.add(turn.id()));
    Instant at = bounds.asOf() == null ? clock.instant() : bounds.asOf();
    Filter holding =
        Filter.and(
            Filter.not(Filter.ids(known.stream().distinct().toArray(String[]::new))),
            RecordEntry.holdsAt(at));
    return bounds.kinds().isEmpty()
        ? holding
        : Filter.and(holding, RecordEntry.ofKinds(bounds.kinds()));
  }

  /**
   * The score is how many times less likely a record is relevant than the first, by the weights.
   */
  private static List<Recollection> found(Recalled recalled) {
    List<Recollection> found = new ArrayList<>();
    for (RecallHit hit : recalled.hits()) {
      Map<String, Double> parts = new LinkedHashMap<>();
      hit.parts().forEach(part -> parts.put(name(part.ingredient()), rounded(part.share())));
      double score = Math.exp(hit.score() - recalled.hits().getFirst().score());
      MemoryRecord record = RecordEntry.record(hit.entry());
      found.add(new Recollection(record, RecordEntry.kind(hit.entry()), score, parts));
    }
    return found;
  }

  private static String name(Ingredient ingredient) {
    return ingredient.name().toLowerCase(Locale.ROOT);
  }

  private static double rounded(double share) {
    return Math.rint(share * 1000) / 1000;
  }

  /** Skills whose triggers the text touches, however little else they have in common with it. */
  private List<Recollection> triggered(RecallQuery query, Filter others) {
    Set<String> touched = Triggers.touchedBy(words, query.text());
    if (touched.isEmpty()) {
      return List.of();
    }
    Filter called = Filter.and(others, RecordEntry.triggeredBy(touched));
    return records.list(called, Order.descending(RecallFields.AT), query.relevant()).stream()
        .map(entry ->
            new Recollection(
                RecordEntry.record(entry), RecordEntry.kind(entry), 1, Map.of("trigger", 1.0)))
        .toList();
  }

  @Override
  public List<MemoryRecord> list(
      MemorySelection selection, Principal principal, String after, int limit) {
    Filter filter =
        Filter.and(
            RecordEntry.visibleTo(principal),
            RecordEntry.selected(selection),
            new Filter.After(after));
    write();
    return records.list(filter, Order.byId(), limit).stream().map(RecordEntry::record).toList();
  }

  @Override
  public boolean findsByMeaning() {
    return embedder == null || embedder.isDone();
  }

  private void write() {
    changing.lock();
    try {
      unwritten.write();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public int forget(MemorySelection selection, Principal principal) {
    Filter forgotten =
        Filter.and(RecordEntry.ofPrincipal(principal), RecordEntry.selected(selection));
    changing.lock();
    try {
      unwritten.write();
      changed = true;
      return erase(forgotten);
    } finally {
      changing.unlock();
    }
  }

  private int erase(Filter forgotten) {
    List<MemoryRecord> beside =
        records.list(Filter.and(forgotten, RecordEntry.besideOthers()), Order.byId(), MOST).stream()
            .map(RecordEntry::stated)
            .toList();
    int removed = records.erase(forgotten);
    for (MemoryRecord record : beside) {
      unwritten.put(
          switch (record) {
            case Fact fact -> Chronicle.without(fact, unwritten);
            case Turn turn -> Session.without(turn, unwritten);
            default -> List.of();
          });
    }
    unwritten.write();
    if (embedder != null && !beside.isEmpty()) {
      embedder.forget();
      embedder.ask();
    }
    return removed;
  }

  // --- with time

  @Override
  public Consolidation review(Principal principal, List<MemoryRecord> found) {
    write();
    return new Review(
            new PrincipalsPart(records, uses, principal), definition, clock.instant(), words::of)
        .propose(found);
  }

  /**
   * Puts before it removes: a commit that falls between the two has a record twice, and never not
   * at all.
   */
  @Override
  public void rearrange(MemoryChange change, Principal principal) {
    for (Remembered each : change.added()) {
      if (!each.record().context().principal().equals(principal)) {
        throw new MemoryException(
            each.id(),
            "record " + each.id() + " is not of '" + principal + "', whose memory it is");
      }
    }
    String[] leaving =
        change.removed().stream().map(each -> each.what().id()).toArray(String[]::new);
    Filter gone = Filter.and(RecordEntry.ofPrincipal(principal), Filter.ids(leaving));
    changing.lock();
    try {
      unwritten.write();
      changed = true;
      Set<String> touched = new HashSet<>(List.of(leaving));
      change.shifted().forEach(shift -> touched.add(shift.id()));
      for (Remembered each : change.added()) {
        if (each.record().sources().stream()
            .allMatch(id -> !touched.contains(id) || records.find(id).isPresent())) {
          add(each, gone);
        }
      }
      unwritten.write();
      for (MemoryChange.Shift shift : change.shifted()) {
        records
            .find(shift.id())
            .filter(entry -> RecordEntry.isOf(entry, principal))
            .filter(entry -> RecordEntry.kind(entry) == shift.formerStanding().kind())
            .map(entry -> RecordEntry.standing(entry, shift.standing()))
            .ifPresent(entry -> unwritten.put(List.of(entry)));
      }
      unwritten.write();
      erase(gone);
      if (embedder != null && !change.added().isEmpty()) {
        embedder.ask();
      }
    } finally {
      changing.unlock();
    }
  }

  /**
   * Adds a record, unless it is there or another says the same.
   *
   * @param leaving what goes with the same change
   */
  private void add(Remembered held, Filter leaving) {
    Entry entry = RecordEntry.of(held, words);
    Filter same = Filter.and(RecordEntry.sayingTheSame(entry), Filter.not(leaving));
    if (records.find(entry.id()).isEmpty() && records.count(same) == 0) {
      unwritten.add(held.record(), entry);
    }
  }

  @Override
  public void used(List<String> ids) {
    uses.count(ids, clock.instant());
  }

  /** Writes what was counted; of a record that is gone nothing is written. */
  private void writeUses() {
    changing.lock();
    try {
      uses.taken()
          .forEach((id, use) ->
              records
                  .find(id)
                  .map(entry -> RecordEntry.usedMore(entry, use))
                  .ifPresent(entry -> unwritten.put(List.of(entry))));
      unwritten.write();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public JournalPosition committed() {
    String position = records.userData().get(POSITION);
    return position == null ? JournalPosition.NONE : JournalPosition.parse(position);
  }

  @Override
  public void commit(JournalPosition position) {
    write();
    if (uses.areMany()) {
      writeUses();
    }
    changed = false;
    commit(position.toString());
  }

  private void commit(String position) {
    if (embedder != null) {
      embedder.committing();
    }
    records.commit(Map.of(POSITION, position));
  }

  /**
   * What was kept stays as the last commit says; vectors that it got since then, and uses that were
   * counted, are not lost.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    boolean more = !uses.isEmpty();
    if (embedder != null) {
      embedder.close();
      more |= embedder.isUncommitted();
    }
    try {
      String position = records.userData().get(POSITION);
      if (more && !changed && position != null) {
        writeUses();
        commit(position);
      }
    } finally {
      records.close();
      words.close();
    }
  }
}

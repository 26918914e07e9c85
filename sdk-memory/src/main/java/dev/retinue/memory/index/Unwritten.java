package dev.retinue.memory.index;

import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Turn;
import dev.retinue.memory.recall.RecallFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was kept and is on its way into the collection. It is put there in one step when somebody
 * reads or much has come together: keeping waits for nothing, a turn changes the entries of those
 * before it, which so are indexed once and not three times, and each step costs a segment. Nothing
 * is lost with it that was committed; the rest is in the journal.
 *
 * <p>{@link #keep} is thread-safe; all else is guarded by the lock of the memory.
 */
final class Unwritten {
  private static final int MANY = 256;

  private final LuceneCollection records;
  private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** What a step changes, over what the collection has. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** By principal and session, as long as the collection stays as it is. */
  private final Map<String, End> ends = new HashMap<>();

  private record Kept(MemoryRecord record, Entry entry) {}

  /** The last turns of a session that the collection has: none is after this turn. */
  private record End(Turn turn, List<Entry> before) {}

  Unwritten(LuceneCollection records) {
    this.records = records;
  }

  /**
   * Takes a record.
   *
   * @param entry its entry, alone
   * @return whether so many wait that they had better be written
   */
  boolean keep(MemoryRecord record, Entry entry) {
    kept.add(new Kept(record, entry));
    return waiting.incrementAndGet() >= MANY;
  }

  /** Puts all of it into the collection; what is there already is left alone. */
  void write() {
    ends.clear();
    List<Kept> taken = new ArrayList<>();
    for (Kept next = kept.poll(); next != null; next = kept.poll()) {
      waiting.decrementAndGet();
      taken.add(next);
    }
    Set<String> held = taken.isEmpty() ? Set.of() : held(taken);
    for (Kept next : taken) {
      String says = RecordEntry.says(next.entry());
      if (!held.contains(says) && held.add(next.entry().id())) {
        held.add(says);
        add(next.record(), next.entry());
      }
    }
    if (!entries.isEmpty()) {
      records.put(List.copyOf(entries.values()));
      entries.clear();
      ends.clear();
    }
  }

  /** Of what the collection has, ids and what is said; only what some of these may be. */
  private Set<String> held(List<Kept> taken) {
    Set<String> held = new HashSet<>();
    Filter any = RecordEntry.anyLike(taken.stream().map(Kept::entry).toList());
    for (Entry entry : records.list(any, Order.byId(), Integer.MAX_VALUE)) {
      held.add(entry.id());
      held.add(RecordEntry.says(entry));
    }
    return held;
  }

  /** Adds a record that is not there with the next {@link #write}, and what changes by it. */
  void add(MemoryRecord record, Entry entry) {
    put(
        switch (record) {
          case Fact fact -> Chronicle.with(fact, entry, this);
          case Turn turn -> Session.with(turn, entry, this);
          default -> List.of(entry);
        });
  }

  /** Replaces entries with the next {@link #write}. */
  void put(List<Entry> changed) {
    changed.forEach(entry -> entries.put(entry.id(), entry));
  }

  /** The turns of the session and principal before one, the nearest of them, in order. */
  List<Entry> before(Turn turn, int most) {
    List<Entry> all = beside(turn, false);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  /** The turns of the session and principal after one, the nearest of them, in order. */
  List<Entry> after(Turn turn, int most) {
    List<Entry> all = beside(turn, true);
    return all.subList(0, Math.min(most, all.size()));
  }

  /** The {@value Session#WINDOW} nearest at least. */
  private List<Entry> beside(Turn turn, boolean after) {
    Map<String, Entry> all = new LinkedHashMap<>();
    written(turn, after).forEach(entry -> all.put(entry.id(), entry));
    entries.values().stream()
        .filter(entry -> RecordEntry.isBeside(entry, turn, after))
        .forEach(entry -> all.put(entry.id(), entry));
    all.remove(turn.id());
    return all.values().stream()
        .sorted(Comparator.comparing(RecordEntry::at).thenComparing(Entry::id))
        .toList();
  }

  /** Of what the collection has; most turns come after all others of their session. */
  private List<Entry> written(Turn turn, boolean after) {
    String session = turn.context().principal().name() + "\u0000" + turn.context().session();
    End end = ends.get(session);
    if (end == null) {
      List<Entry> later = written(turn, true, Order.ascending(RecallFields.AT));
      if (!later.isEmpty()) {
        return after ? later : written(turn, false, Order.descending(RecallFields.AT));
      }
      end = new End(turn, written(turn, false, Order.descending(RecallFields.AT)));
      ends.put(session, end);
    }
    boolean atTheEnd = RecordEntry.IN_ORDER.compare(turn, end.turn()) >= 0;
    Order nearest = after ? Order.ascending(RecallFields.AT) : Order.descending(RecallFields.AT);
    return !atTheEnd ? written(turn, after, nearest) : after ? List.of() : end.before();
  }

  private List<Entry> written(Turn turn, boolean after, Order nearest) {
    return records.list(RecordEntry.beside(turn, after), nearest, Session.WINDOW);
  }

  /**
   * Those of the collection after one, in order; called when nothing waits to be written.
   *
   * @param most how many at most; fewer are all that there are
   */
  List<Entry> line(Turn after, int most) {
    return records.list(RecordEntry.beside(after, true), Order.ascending(RecallFields.AT), most);
  }

  /** The facts of the same principal about the same, in no order. */
  List<Entry> about(Fact fact, int most) {
    List<Entry> all =
        new ArrayList<>(
            entries.values().stream().filter(entry -> RecordEntry.isSameAs(entry, fact)).toList());
    String[] known = all.stream().map(Entry::id).toArray(String[]::new);
    Filter others = Filter.and(RecordEntry.sameAs(fact), Filter.not(Filter.ids(known)));
    all.addAll(records.list(others, Order.descending(RecordEntry.FROM), most));
    return all;
  }
}

package dev.retinue.testkit;

import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * A memory on the heap for tests, which keeps records of every kind as they are and finds them by
 * the words that they share with a query. Thread-safe.
 */
public class HeapMemory implements Memory {
  private final Map<String, MemoryRecord> records = new ConcurrentSkipListMap<>();
  private volatile JournalPosition position = JournalPosition.NONE;

  /** An empty one. */
  public HeapMemory() {}

  /** One that has these records from the beginning. */
  public HeapMemory(Iterable<MemoryRecord> records, JournalPosition committed) {
    records.forEach(record -> this.records.put(record.id(), record));
    this.position = committed;
  }

  /** All records, of whomever, in the order of their ids. */
  public final List<MemoryRecord> records() {
    return List.copyOf(records.values());
  }

  @Override
  public void keep(MemoryRecord record) {
    records.putIfAbsent(record.id(), record);
  }

  @Override
  public Recollections recall(RecallQuery query, Principal principal) {
    List<Turn> turns =
        records.values().stream()
            .filter(visibleTo(principal))
            .filter(record -> record.context().session().equals(query.session()))
            .filter(Turn.class::isInstance)
            .map(Turn.class::cast)
            .sorted(Comparator.comparing(turn -> turn.context().at()))
            .toList();
    List<Turn> recent =
        turns.subList(Math.max(0, turns.size() - query.recentTurns()), turns.size());
    Set<String> wanted = words(query.text());
    List<Recollection> relevant =
        records.values().stream()
            .filter(visibleTo(principal))
            .filter(record -> !(record instanceof Turn turn && recent.contains(turn)))
            .filter(record -> isWithin(query.bounds(), record))
            .map(record -> new Recollection(record, record.kind(), shared(wanted, record)))
            .filter(found -> found.score() > 0)
            .sorted(Comparator.comparingDouble(Recollection::score).reversed())
            .limit(query.relevant())
            .toList();
    return new Recollections(
        recent, relevant, relevant.isEmpty() ? 0 : relevant.getFirst().score());
  }

  private static boolean isWithin(RecallQuery.Bounds bounds, MemoryRecord record) {
    return !bounds.known().contains(record.id())
        && (bounds.kinds().isEmpty() || bounds.kinds().contains(record.kind()));
  }

  private static double shared(Set<String> wanted, MemoryRecord record) {
    Set<String> found = words(record.text());
    found.retainAll(wanted);
    return wanted.isEmpty() ? 0 : (double) found.size() / wanted.size();
  }

  private static Set<String> words(String text) {
    Set<String> words =
        new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    words.remove("");
    return words;
  }

  @Override
  public List<MemoryRecord> list(
      MemorySelection selection, Principal principal, String after, int limit) {
    return records.values().stream()
        .filter(visibleTo(principal))
        .filter(record -> selection.selects(record, record.kind()))
        .filter(record -> record.id().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public int forget(MemorySelection selection, Principal principal) {
    int before = records.size();
    records
        .values()
        .removeIf(record ->
            record.context().principal().equals(principal)
                && selection.selects(record, record.kind()));
    return before - records.size();
  }

  /** What somebody may see: theirs, and what is shared. */
  protected static Predicate<MemoryRecord> visibleTo(Principal principal) {
    return record ->
        record.context().principal().equals(principal)
            || record.context().principal().equals(Principal.SHARED);
  }

  @Override
  public boolean blocks() {
    return false;
  }

  @Override
  public JournalPosition committed() {
    return position;
  }

  @Override
  public void commit(JournalPosition at) {
    position = at;
  }

  @Override
  public void close() {}
}

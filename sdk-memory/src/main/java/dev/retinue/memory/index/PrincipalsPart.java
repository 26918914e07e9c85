package dev.retinue.memory.index;

import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.consolidation.Remembered;
import dev.retinue.identity.Principal;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Turn;
import dev.retinue.memory.review.Holdings;
import java.util.List;
import java.util.function.BiConsumer;

/** What of a memory is one principal's, and of nobody else. Thread-safe. */
final class PrincipalsPart implements Holdings {
  private static final int PAGE = 500;

  /** What a long text is about is in its beginning. */
  private static final int COMPARED_CHARS = 1_000;

  private final LuceneCollection records;
  private final Uses uses;
  private final Filter own;

  PrincipalsPart(LuceneCollection records, Uses uses, Principal principal) {
    this.records = records;
    this.uses = uses;
    this.own = RecordEntry.ofPrincipal(principal);
  }

  @Override
  public int count(MemoryKind kind) {
    return records.count(of(kind));
  }

  private Filter of(MemoryKind kind) {
    return Filter.and(own, RecordEntry.ofKinds(List.of(kind)));
  }

  @Override
  public List<Remembered> unreviewed(int limit) {
    return list(Filter.and(own, Filter.not(RecordEntry.reviewed())), limit);
  }

  @Override
  public List<Remembered> first(MemoryKind kind, int limit) {
    return list(of(kind), limit);
  }

  private List<Remembered> list(Filter filter, int limit) {
    return records.list(filter, Order.ascending(RecordEntry.SINCE), limit).stream()
        .map(this::remembered)
        .toList();
  }

  @Override
  public void each(MemoryKind kind, BiConsumer<Remembered, MemoryRecord> reader) {
    String after = "";
    List<Entry> page;
    do {
      page = records.list(Filter.and(of(kind), new Filter.After(after)), Order.byId(), PAGE);
      for (Entry entry : page) {
        after = entry.id();
        reader.accept(remembered(entry), RecordEntry.record(entry));
      }
    } while (page.size() == PAGE);
  }

  @Override
  public List<Remembered> like(MemoryRecord record, int limit) {
    String text = record instanceof Turn turn ? turn.user() : record.text();
    Filter others =
        Filter.and(own, RecordEntry.ofTheSort(record), Filter.not(Filter.ids(record.id())));
    String words = text.substring(0, Math.min(COMPARED_CHARS, text.length()));
    return records.search(new SearchRequest(Ranking.of(words, null), others, limit)).stream()
        .map(hit -> remembered(hit.entry()))
        .toList();
  }

  @Override
  public List<Fact> about(Fact fact) {
    return records.list(RecordEntry.sameAs(fact), Order.descending(RecordEntry.FROM), PAGE).stream()
        .map(RecordEntry::stated)
        .map(Fact.class::cast)
        .toList();
  }

  @Override
  public boolean holds(String id) {
    return records.find(id).isPresent();
  }

  private Remembered remembered(Entry entry) {
    Remembered written = RecordEntry.remembered(entry);
    Uses.Use fresh = uses.of(entry.id());
    return fresh == null
        ? written
        : new Remembered(
            written.record(), written.standing(), written.uses() + fresh.times(), fresh.last());
  }
}

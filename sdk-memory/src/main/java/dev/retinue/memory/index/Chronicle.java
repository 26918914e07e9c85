package dev.retinue.memory.index;

import dev.retinue.collection.Entry;
import dev.retinue.memory.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The statements about one attribute of one subject, one after another: each holds until the next
 * begins, in whatever order they became known. What was stated stays as it was stated; the end that
 * follows from the others is a field of the entry. Confined to the thread that writes.
 *
 * <p>Source: validity and recording as two times, in the sense of Snodgrass, Developing
 * Time-Oriented Database Applications in SQL (2000).
 */
final class Chronicle {
  /** More statements about the same than are kept apart: the oldest are ended by those. */
  private static final int MOST = 1_000;

  private Chronicle() {}

  /**
   * The entries that change when a fact is kept: its own, and that of the one before it.
   *
   * @param own the entry of the fact
   */
  static List<Entry> with(Fact fact, Entry own, Unwritten kept) {
    List<Entry> entries = new ArrayList<>(kept.about(fact, MOST));
    entries.add(own);
    List<Entry> changed = settled(entries);
    if (changed.stream().noneMatch(entry -> entry.id().equals(own.id()))) {
      changed.add(own);
    }
    return changed;
  }

  /** The entries that change when others of the same subject and attribute are gone. */
  static List<Entry> without(Fact fact, Unwritten kept) {
    return settled(kept.about(fact, MOST));
  }

  private static List<Entry> settled(List<Entry> entries) {
    List<Stated> statements =
        entries.stream()
            .map(entry -> new Stated(entry, (Fact) RecordEntry.stated(entry)))
            .sorted(
                Comparator.comparing((Stated each) -> each.fact.origin().validFrom())
                    .thenComparing(each -> each.fact.context().at())
                    .thenComparing(each -> each.fact.id()))
            .toList();
    List<Entry> changed = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Stated each = statements.get(i);
      Instant end = each.fact.origin().validTo();
      if (i + 1 < statements.size()) {
        Instant next = statements.get(i + 1).fact.origin().validFrom();
        end = end == null || next.isBefore(end) ? next : end;
      }
      if (!Objects.equals(end, RecordEntry.end(each.entry))) {
        changed.add(RecordEntry.ending(each.entry, end));
      }
    }
    return changed;
  }

  private record Stated(Entry entry, Fact fact) {}
}

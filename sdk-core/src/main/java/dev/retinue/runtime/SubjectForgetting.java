package dev.retinue.runtime;

import dev.retinue.effect.Effect;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what mentions a subject and what was made of that. Only ids are held, and only ids are
 * asked to be forgotten: the subject itself is in no journal. Confined to one thread.
 */
final class SubjectForgetting {
  private static final int PAGE = 500;

  private final Mention mention;
  private final Principal principal;
  private final Map<String, String> sorts = new HashMap<>();
  private final Map<String, List<String>> sources = new HashMap<>();
  private final TreeSet<String> found = new TreeSet<>();
  private final Set<String> ofOthers = new HashSet<>();
  private final TreeSet<String> shared = new TreeSet<>();

  SubjectForgetting(Mention mention, Principal principal) {
    this.mention = mention;
    this.principal = principal;
  }

  /** Pages of the ids of this principal's records that are to go. */
  List<List<String>> find(AgentMemory memory) throws InterruptedException {
    String after = "";
    List<MemoryRecord> page;
    do {
      page = memory.list(new MemorySelection.All(), after, PAGE);
      for (MemoryRecord record : page) {
        after = record.id();
        look(record);
      }
    } while (page.size() == PAGE);
    addDerived();
    shared.addAll(found);
    shared.retainAll(ofOthers);
    found.removeAll(ofOthers);
    List<String> ids = List.copyOf(found);
    List<List<String>> pages = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += PAGE) {
      pages.add(ids.subList(from, Math.min(ids.size(), from + PAGE)));
    }
    return pages;
  }

  /** Looks at a record that is in the memory, or that a consolidation had removed from it. */
  void look(MemoryRecord record) {
    String id = record.id();
    sorts.put(id, record.getClass().getSimpleName());
    if (!record.sources().isEmpty()) {
      sources.put(id, record.sources());
    }
    if (!record.context().principal().equals(principal)) {
      ofOthers.add(id);
    }
    if (mention.isIn(record)) {
      found.add(id);
    }
  }

  private void addDerived() {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, List<String>> derived : sources.entrySet()) {
        if (derived.getValue().stream().anyMatch(found::contains)) {
          more |= found.add(derived.getKey());
        }
      }
    }
  }

  /** Whether it mentions the subject, or what was found is kept by it. */
  boolean concerns(JournalRecord record) {
    return mention.isIn(record)
        || switch (record) {
          case JournalRecord.Intent intent ->
              intent.effect().equals("Remember")
                  && intent.permitted().request().as(Effect.class)
                      instanceof Effect.Remember remember
                  && found.contains(remember.record().id());
          case JournalRecord.RunStarted start ->
              Rearranging.order(start).stream()
                  .flatMap(order -> order.what().records())
                  .anyMatch(each -> found.contains(each.id()));
          default -> false;
        };
  }

  /** The ids that were found, by sort. */
  Map<String, List<String>> bySort() {
    Map<String, List<String>> bySort = new TreeMap<>();
    found.forEach(
        id -> bySort.computeIfAbsent(sorts.getOrDefault(id, ""), s -> new ArrayList<>()).add(id));
    return bySort;
  }

  /** The ids of what is shared and would be forgotten were it this principal's. */
  Iterable<String> shared() {
    return shared;
  }
}

package dev.retinue.memory.review;

import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.MemoryChange;
import dev.retinue.consolidation.MemoryChange.Removal;
import dev.retinue.consolidation.MemoryChange.Shift;
import dev.retinue.consolidation.MemoryChange.Why;
import dev.retinue.consolidation.Remembered;
import dev.retinue.consolidation.Standing;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.label.Label;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is to be done with one principal's part of a memory, a bounded amount of it: looks at
 * what is new, moves short-term memory whose time is over, and removes what has expired or is too
 * much. Each record is touched once. Changes nothing. Confined to one thread, for one review.
 */
public final class Review {
  /** Records that are looked at for the first time. */
  private static final int MOST_NEW = 200;

  /** Records that become another kind. */
  private static final int MOST_MOVED = 500;

  /** Records that go, which stand whole in the journal. */
  private static final int MOST_REMOVED = 200;

  private final Holdings holdings;
  private final MemoryDefinition memory;
  private final Instant now;
  private final Statements statements;
  private final Resemblances resemblances;

  private final List<Remembered> added = new ArrayList<>();
  private final Map<String, Removal> removed = new LinkedHashMap<>();
  private final Map<String, Shift> shifted = new LinkedHashMap<>();
  private boolean more;
  private @Nullable Instant due;

  /**
   * @param memory by whose type, capacities and lifetimes it goes
   * @param now by which lifetimes are over
   * @param stem the stems of a text, without stop words
   */
  public Review(
      Holdings holdings,
      MemoryDefinition memory,
      Instant now,
      Function<String, List<String>> stem) {
    this.holdings = holdings;
    this.memory = memory;
    this.now = now;
    this.statements = new Statements(stem);
    this.resemblances = new Resemblances(holdings, stem);
  }

  /**
   * What is to be done.
   *
   * @param found records that were made of turns, to be kept beside what the review finds itself
   */
  public Consolidation propose(List<MemoryRecord> found) {
    lookAtTheNew();
    if (!isSimple()) {
      found.forEach(this::derive);
    }
    endShortTerm();
    Expiry.of(memory.lifetimes()).forEach(this::expire);
    keepWithin(MemoryKind.LONG_TERM, memory.capacities().longTerm());
    keepWithin(MemoryKind.EPISODIC, memory.capacities().episodic());
    keepWithin(MemoryKind.SEMANTIC, memory.capacities().semantic());
    keepWithin(MemoryKind.PROCEDURAL, memory.capacities().procedural());
    keepWithin(MemoryKind.RESOURCE, memory.capacities().resource());
    MemoryChange change =
        new MemoryChange(added, List.copyOf(removed.values()), List.copyOf(shifted.values()));
    return new Consolidation(change, resemblances.contradictions(), more, due);
  }

  // --- what is new

  private void lookAtTheNew() {
    List<Remembered> fresh = holdings.unreviewed(MOST_NEW);
    more |= fresh.size() == MOST_NEW;
    for (Remembered each : fresh) {
      if (!isTouched(each.id())) {
        shift(each, each.standing().looked());
        if (each.record() instanceof Turn turn && !isSimple()) {
          statements.in(turn).forEach(this::derive);
        }
        resemblances.compare(each.record());
        if (each.record() instanceof Note note) {
          mergeWithTheSame(each, note);
        }
      }
    }
  }

  /** Whether it has no kinds but short-term and long-term memory. */
  private boolean isSimple() {
    return memory.type() == MemoryDefinition.Type.SIMPLE;
  }

  private void derive(MemoryRecord record) {
    boolean known =
        holdings.holds(record.id())
            || (record instanceof Fact fact ? isCurrent(fact) : isSaidAlready(record));
    if (!known) {
      added.add(new Remembered(record, new Standing(record.kind(), now, true)));
    }
  }

  private boolean isSaidAlready(MemoryRecord record) {
    return resemblances.isSaid(record)
        || added.stream().anyMatch(other -> other.record().text().equalsIgnoreCase(record.text()));
  }

  /** Whether the latest that is known before a fact says the same. */
  private boolean isCurrent(Fact fact) {
    List<Fact> before = new ArrayList<>(holdings.about(fact));
    added.stream()
        .map(Remembered::record)
        .filter(Fact.class::isInstance)
        .map(Fact.class::cast)
        .filter(other -> isAboutTheSame(fact, other))
        .forEach(before::add);
    return before.stream()
        .filter(other -> !other.origin().validFrom().isAfter(fact.origin().validFrom()))
        .max(Comparator.comparing(other -> other.origin().validFrom()))
        .filter(
            other -> other.origin().validTo() == null && Resemblances.hasTheSameValue(fact, other))
        .isPresent();
  }

  private static boolean isAboutTheSame(Fact one, Fact other) {
    return one.statement().subject().equalsIgnoreCase(other.statement().subject())
        && one.statement().attribute().equalsIgnoreCase(other.statement().attribute());
  }

  /** One note in the place of several; the words are those of the latest. */
  private void mergeWithTheSame(Remembered fresh, Note note) {
    List<Remembered> same = new ArrayList<>(List.of(fresh));
    resemblances.sameAs(note).stream()
        .filter(other -> !removed.containsKey(other.id()))
        .forEach(same::add);
    if (same.size() == 1) {
      return;
    }
    Remembered latest =
        Collections.max(
            same,
            Comparator.comparing((Remembered each) -> each.record().context().at())
                .thenComparing(Remembered::id));
    Set<String> sources = new TreeSet<>();
    Label label = latest.record().label();
    int uses = 0;
    for (Remembered each : same) {
      sources.add(each.id());
      sources.addAll(each.record().sources());
      label = label.join(each.record().label());
      uses += each.uses();
      remove(each, Why.MERGED);
    }
    Note one =
        new Note(
            latest.id() + "-" + Integer.toHexString(sources.hashCode()),
            latest.record().context(),
            latest.record().text(),
            List.copyOf(sources),
            label);
    added.add(new Remembered(one, latest.standing().looked(), uses, latest.usedAt()));
  }

  // --- where it goes

  private void endShortTerm() {
    Duration lifetime = memory.lifetimes().shortTerm();
    Instant over = now.minus(lifetime);
    int tooMany = holdings.count(MemoryKind.SHORT_TERM) - memory.capacities().shortTerm();
    int moved = 0;
    for (Remembered each : first(MemoryKind.SHORT_TERM, over, tooMany, MOST_MOVED + 1)) {
      boolean isOver = !each.standing().since().isAfter(over);
      if (!isOver && moved >= tooMany) {
        dueAt(each.standing().since().plus(lifetime));
        return;
      }
      if (moved == MOST_MOVED) {
        more = true;
        return;
      }
      end(each);
      moved++;
    }
  }

  /**
   * The first recorded of a kind: as many as are wanted if there is anything to do, or just one.
   */
  private List<Remembered> first(MemoryKind kind, Instant over, int tooMany, int most) {
    List<Remembered> first = holdings.first(kind, 1);
    boolean nothing =
        first.isEmpty() || (tooMany <= 0 && first.getFirst().standing().since().isAfter(over));
    return nothing ? first : holdings.first(kind, most);
  }

  private void dueAt(Instant instant) {
    Instant known = due;
    due = known == null || instant.isBefore(known) ? instant : known;
  }

  /** A turn moves whole. Of turns that say nearly the same, only the latest does. */
  private void end(Remembered held) {
    boolean keeps = isSimple() || Worth.of(held, held.record(), now).isWorthKeeping();
    move(held, keeps ? MemoryKind.LONG_TERM : MemoryKind.EPISODIC);
    if (held.record() instanceof Turn turn) {
      for (Remembered other : resemblances.sameBefore(turn)) {
        if (other.standing().kind() != MemoryKind.SHORT_TERM
            && !isTouched(other.id())
            && removed.size() < MOST_REMOVED) {
          remove(other, Why.MERGED);
        }
      }
    }
  }

  private void expire(MemoryKind kind, Duration lifetime) {
    Instant over = now.minus(lifetime);
    for (Remembered each : first(kind, over, 0, MOST_REMOVED + shifted.size() + 1)) {
      if (each.standing().since().isAfter(over)) {
        dueAt(each.standing().since().plus(lifetime));
        return;
      }
      if (!isMoved(each.id())) {
        remove(each, Why.EXPIRED);
      }
    }
  }

  /** Least worth goes first; of long-term memory a turn becomes episodic. */
  private void keepWithin(MemoryKind kind, int capacity) {
    long leaving =
        removed.values().stream().filter(each -> each.what().standing().kind() == kind).count()
            + shifted.values().stream()
                .filter(each -> each.moves() && each.formerStanding().kind() == kind)
                .count();
    long coming =
        added.stream().filter(each -> each.standing().kind() == kind).count()
            + shifted.values().stream()
                .filter(each -> each.moves() && each.standing().kind() == kind)
                .count();
    long tooMany = holdings.count(kind) + coming - leaving - capacity;
    if (tooMany <= 0) {
      return;
    }
    List<Remembered> least = leastWorth(kind, (int) Math.min(tooMany, MOST_REMOVED));
    more |= least.size() < tooMany; // What has just come goes with the next review.
    for (Remembered each : least) {
      if (kind == MemoryKind.LONG_TERM && each.record() instanceof Turn && !isSimple()) {
        move(each, MemoryKind.EPISODIC);
      } else {
        remove(each, Why.EVICTED);
      }
    }
  }

  private record Valued(Remembered held, double value) {}

  private List<Remembered> leastWorth(MemoryKind kind, int most) {
    Comparator<Valued> worst =
        Comparator.comparingDouble(Valued::value).thenComparing(each -> each.held().id());
    PriorityQueue<Valued> least = new PriorityQueue<>(worst.reversed());
    holdings.each(
        kind,
        (held, asItHolds) -> {
          if (!removed.containsKey(held.id()) && !isMoved(held.id())) {
            least.add(new Valued(held, Worth.of(held, asItHolds, now).value()));
            if (least.size() > most) {
              least.remove();
            }
          }
        });
    return least.stream().sorted(worst).map(Valued::held).toList();
  }

  // --- each record once

  private boolean isTouched(String id) {
    return removed.containsKey(id) || shifted.containsKey(id);
  }

  private boolean isMoved(String id) {
    return Optional.ofNullable(shifted.get(id)).map(Shift::moves).orElse(false);
  }

  private void shift(Remembered held, Standing to) {
    if (!removed.containsKey(held.id())) {
      shifted.put(held.id(), new Shift(held.id(), held.standing(), to));
    }
  }

  /** One that was not looked at yet is still to be. */
  private void move(Remembered held, MemoryKind to) {
    Shift before = shifted.get(held.id());
    shift(held, (before == null ? held.standing() : before.standing()).as(to));
  }

  private void remove(Remembered held, Why why) {
    if (removed.size() >= MOST_REMOVED && why != Why.MERGED) {
      more = true;
      return;
    }
    shifted.remove(held.id());
    removed.putIfAbsent(held.id(), new Removal(held, why));
  }
}

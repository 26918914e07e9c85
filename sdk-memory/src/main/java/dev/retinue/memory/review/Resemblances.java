package dev.retinue.memory.review;

import dev.retinue.consolidation.Contradiction;
import dev.retinue.consolidation.Contradiction.Sign;
import dev.retinue.consolidation.Remembered;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares a record with those that are like it: which say nearly the same, and which may
 * contradict it. Confined to one thread, for one review.
 */
final class Resemblances {
  /** So many records that are like one are compared with it. */
  private static final int LIKE = 8;

  private static final int MOST_CONTRADICTIONS = 50;

  /** What is longer is no statement that another could contradict. */
  private static final int LONGEST_STATEMENT = 300;

  private final Holdings holdings;
  private final Function<String, List<String>> stem;
  private final List<List<String>> opposites;
  private final List<Contradiction> contradictions = new ArrayList<>();

  /**
   * @param stem the stems of a text, without stop words
   */
  Resemblances(Holdings holdings, Function<String, List<String>> stem) {
    this.holdings = holdings;
    this.stem = stem;
    this.opposites = Wording.opposites(stem);
  }

  /** What was found so far. */
  List<Contradiction> contradictions() {
    return contradictions;
  }

  /** Whether another record says exactly this. */
  boolean isSaid(MemoryRecord record) {
    return holdings.like(record, LIKE).stream()
        .anyMatch(other -> other.record().text().equalsIgnoreCase(record.text()));
  }

  /** Other notes that say nearly the same as this one. */
  List<Remembered> sameAs(Note note) {
    Wording own = Wording.of(note.text(), stem);
    return holdings.like(note, LIKE).stream()
        .filter(other -> own.saysNearlyTheSameAs(Wording.of(other.record().text(), stem)))
        .toList();
  }

  /** Turns before this one in which nearly the same was said and answered. */
  List<Remembered> sameBefore(Turn turn) {
    Wording own = Wording.of(turn.text(), stem);
    return holdings.like(turn, LIKE).stream()
        .filter(other -> other.record().context().at().isBefore(turn.context().at()))
        .filter(other -> own.saysNearlyTheSameAs(Wording.of(other.record().text(), stem)))
        .toList();
  }

  /** Looks for what may contradict a record. */
  void compare(MemoryRecord record) {
    if (record instanceof Fact fact) {
      holdings.about(fact).stream()
          .filter(other -> !other.id().equals(fact.id()))
          .filter(other -> contradicts(fact, other))
          .forEach(other -> add(fact, other, Sign.OTHER_VALUE));
      return;
    }
    statement(record)
        .map(said -> Wording.of(said, stem))
        .ifPresent(own -> {
          for (Remembered other : holdings.like(record, LIKE)) {
            statement(other.record())
                .flatMap(said -> own.against(Wording.of(said, stem), opposites))
                .ifPresent(sign -> add(record, other.record(), sign));
          }
        });
  }

  /** What is stated in short; of skills and resources several may well say the like. */
  private static Optional<String> statement(MemoryRecord record) {
    String said =
        switch (record) {
          case Turn turn -> turn.user();
          case Note note -> note.text();
          default -> "";
        };
    return said.isEmpty() || said.contains("?") || said.length() > LONGEST_STATEMENT
        ? Optional.empty()
        : Optional.of(said);
  }

  /** A newer fact takes the place of an older; these are certain of the same time. */
  private static boolean contradicts(Fact fact, Fact other) {
    return !hasTheSameValue(fact, other)
        && (fact.origin().validFrom().equals(other.origin().validFrom())
            || beginsWithin(fact, other)
            || beginsWithin(other, fact));
  }

  static boolean hasTheSameValue(Fact one, Fact other) {
    return one.statement().value().strip().equalsIgnoreCase(other.statement().value().strip());
  }

  private static boolean beginsWithin(Fact one, Fact other) {
    Instant begin = one.origin().validFrom();
    Instant end = other.origin().validTo();
    return end != null && begin.isAfter(other.origin().validFrom()) && begin.isBefore(end);
  }

  private void add(MemoryRecord one, MemoryRecord other, Sign sign) {
    boolean known =
        contradictions.stream()
            .anyMatch(
                each -> each.one().id().equals(other.id()) && each.other().id().equals(one.id()));
    if (!known && contradictions.size() < MOST_CONTRADICTIONS) {
      contradictions.add(new Contradiction(one, other, sign));
    }
  }
}

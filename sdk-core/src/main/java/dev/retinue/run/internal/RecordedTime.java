package dev.retinue.run.internal;

import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How long a run was active by its records: the time between one and the next, unless something was
 * waited for, or another process went on. What runs that it delegated did meanwhile counts as well,
 * and what happened at the same time counts once, as in {@link ActiveTime}.
 */
final class RecordedTime {
  private record Span(Instant from, Instant to) {}

  private RecordedTime() {}

  /**
   * @param delegated the records of a run, empty if there are none
   */
  static Duration of(List<JournalRecord> records, Function<String, List<JournalRecord>> delegated) {
    List<JournalRecord> recent = sinceResumed(records);
    Duration before =
        !recent.isEmpty() && recent.getFirst() instanceof JournalRecord.Resumed resumed
            ? resumed.active()
            : Duration.ZERO;
    List<Span> own = spans(recent);
    Duration active = own.stream().map(RecordedTime::length).reduce(before, Duration::plus);
    Set<Address> open = delegations(records);
    if (open.isEmpty()) {
      return active;
    }
    List<Span> all = new ArrayList<>(own);
    collect(records.getFirst().run(), open, recent.getFirst().at(), delegated, all);
    return active.plus(covered(all)).minus(covered(own));
  }

  /** From where this run went on in another process; all, if it never did. */
  private static List<JournalRecord> sinceResumed(List<JournalRecord> records) {
    for (int i = records.size() - 1; i > 0; i--) {
      if (records.get(i) instanceof JournalRecord.Resumed) {
        return records.subList(i, records.size());
      }
    }
    return records;
  }

  private static List<Span> spans(List<JournalRecord> records) {
    List<Span> spans = new ArrayList<>();
    Instant last = null;
    Set<Address> waits = new HashSet<>();
    for (JournalRecord record : records) {
      boolean another = record instanceof JournalRecord.Resumed;
      if (last != null && !another && waits.isEmpty() && record.at().isAfter(last)) {
        spans.add(new Span(last, record.at()));
      }
      last = record.at();
      switch (record) {
        case JournalRecord.Waiting waiting -> waits.add(waiting.address());
        case JournalRecord.Decided decided -> waits.remove(decided.address());
        case JournalRecord.Settled settled -> waits.remove(settled.address());
        case JournalRecord.Result result -> waits.remove(result.address());
        case JournalRecord.Failure failure -> waits.remove(failure.address());
        default -> {}
      }
    }
    return spans;
  }

  /** Where it delegated and had no answer yet when the last process of its began. */
  private static Set<Address> delegations(List<JournalRecord> records) {
    Set<Address> open = new LinkedHashSet<>();
    Set<Address> answered = new HashSet<>();
    for (JournalRecord record : records) {
      switch (record) {
        case JournalRecord.Intent intent when intent.effect().equals("Delegate") ->
            open.add(intent.address());
        case JournalRecord.Result result -> answered.add(result.address());
        case JournalRecord.Failure failure -> answered.add(failure.address());
        case JournalRecord.Resumed resumed -> open.removeAll(answered);
        default -> {}
      }
    }
    return open;
  }

  private static void collect(
      String run,
      Set<Address> delegations,
      Instant since,
      Function<String, List<JournalRecord>> delegated,
      List<Span> spans) {
    for (Address address : delegations) {
      String child = Archiver.childId(run, address);
      List<JournalRecord> records = delegated.apply(child);
      for (Span span : spans(records)) {
        if (span.to.isAfter(since)) {
          spans.add(span.from.isBefore(since) ? new Span(since, span.to) : span);
        }
      }
      collect(child, delegations(records), since, delegated, spans);
    }
  }

  /** What the spans cover together. */
  private static Duration covered(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparing(Span::from));
    Duration covered = Duration.ZERO;
    Instant until = Instant.MIN;
    for (Span span : sorted) {
      Instant from = span.from.isAfter(until) ? span.from : until;
      if (span.to.isAfter(from)) {
        covered = covered.plus(Duration.between(from, span.to));
        until = span.to;
      }
    }
    return covered;
  }

  private static Duration length(Span span) {
    return Duration.between(span.from, span.to);
  }
}

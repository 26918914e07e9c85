package dev.retinue.history;

import dev.retinue.budget.Cost;
import dev.retinue.budget.Money;
import dev.retinue.history.Step.Ending;
import dev.retinue.history.Step.Mark;
import dev.retinue.history.Step.Span;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the records of a run by the effects that they are about. Confined to a call. */
final class StepReader {
  private final Map<Address, Notes> notes = new TreeMap<>(Address.ORDER);
  private final Map<String, List<Address>> children = new HashMap<>();
  private final Instant start;

  /** What is known of an effect so far. */
  private static final class Notes {
    String effect = "";
    @Nullable Payload request;
    @Nullable Instant first;
    @Nullable Instant intended;
    @Nullable Instant end;
    Money money = Money.ZERO;
    Ending ending = new Ending.Open();
    final List<Mark> marks = new ArrayList<>();
  }

  private StepReader(Instant start) {
    this.start = start;
  }

  static List<Step> steps(List<JournalRecord> records) {
    StepReader reader = new StepReader(records.getFirst().at());
    records.forEach(reader::read);
    for (Address address : reader.notes.keySet()) {
      reader.children.computeIfAbsent(parent(address), path -> new ArrayList<>()).add(address);
    }
    return reader.below("", reader.start);
  }

  private void read(JournalRecord record) {
    switch (record) {
      case JournalRecord.Intent intent -> {
        Notes about = about(intent.address(), intent.effect(), intent.at());
        about.intended = intent.at();
        permitted(about, intent.permitted(), intent.at());
      }
      case JournalRecord.Result result -> {
        Notes about = about(result.address(), result.effect(), result.at());
        permitted(about, result.permitted(), result.at());
        end(about, new Ending.Done(result.result()), result.cost(), result.at());
      }
      case JournalRecord.Failure failure -> {
        Notes about = about(failure.address(), failure.effect(), failure.at());
        permitted(about, failure.permitted(), failure.at());
        end(
            about,
            new Ending.Failed(failure.kind(), failure.message()),
            failure.cost(),
            failure.at());
      }
      case JournalRecord.Waiting waiting -> {
        Notes about = about(waiting.address(), waiting.effect(), waiting.at());
        about.request = waiting.request();
        about.marks.add(new Mark.Waited(waiting.need(), new Span(waiting.at(), null)));
      }
      case JournalRecord.Decided decided -> {
        Notes about = about(decided.address(), "", decided.at());
        settle(about, decided.at());
        about.marks.add(new Mark.Decided(decided.rule(), decided.denial(), decided.at()));
      }
      case JournalRecord.Settled settled -> {
        Notes about = about(settled.address(), "", settled.at());
        settle(about, settled.at());
        about.marks.add(new Mark.Settled(settled.by(), settled.verdict(), settled.at()));
      }
      case JournalRecord.Left left -> about(left.address(), "", left.at());
      case JournalRecord.Learned learned -> {}
      case JournalRecord.RunStarted started -> {}
      case JournalRecord.Resumed resumed -> {}
      case JournalRecord.RunEnded ended ->
          notes.values().forEach(about -> settle(about, ended.at()));
    }
  }

  private Notes about(Address address, String effect, Instant at) {
    Notes about = notes.computeIfAbsent(address, a -> new Notes());
    if (about.first == null) {
      about.first = at;
    }
    if (!effect.isEmpty()) {
      about.effect = effect;
    }
    return about;
  }

  private static void permitted(Notes about, @Nullable Permitted permitted, Instant at) {
    if (permitted != null) {
      about.request = permitted.request();
      boolean saidSo =
          about.marks.stream()
              .anyMatch(mark -> mark instanceof Mark.Decided || mark instanceof Mark.Allowed);
      if (saidSo) {
        return;
      }
      about.marks.add(new Mark.Allowed(permitted.rule(), at));
    }
  }

  private static void end(Notes about, Ending ending, @Nullable Cost cost, Instant at) {
    about.money = cost == null ? Money.ZERO : cost.money();
    settle(about, at);
    about.ending = ending;
    about.end = at;
  }

  /** Whatever it waited for is there; a timer's wait ended when its time came. */
  private static void settle(Notes about, Instant at) {
    about.marks.replaceAll(mark -> {
      if (mark instanceof Mark.Waited(Wait need, Span span) && span.to() == null) {
        Instant until =
            need instanceof Wait.Until timer && timer.instant().isBefore(at) ? timer.instant() : at;
        return new Mark.Waited(need, new Span(span.from(), until));
      }
      return mark;
    });
  }

  /** The steps below an address, each beginning when the step before it had ended. */
  private List<Step> below(String parent, Instant parentBegan) {
    List<Step> steps = new ArrayList<>();
    Instant before = parentBegan;
    Instant latest = parentBegan;
    String step = "";
    for (Address address : children.getOrDefault(parent, List.of())) {
      if (!number(address).equals(step)) {
        step = number(address);
        before = latest;
      }
      Notes about = Objects.requireNonNull(notes.get(address));
      Instant began = began(about, before);
      steps.add(
          new Step(
              address,
              about.effect,
              Optional.ofNullable(about.request),
              new Span(began, about.end),
              about.ending,
              about.money,
              about.marks,
              below(address.path(), began)));
      if (about.end != null && about.end.isAfter(latest)) {
        latest = about.end;
      }
    }
    return steps;
  }

  private static Instant began(Notes about, Instant before) {
    Instant first = Objects.requireNonNull(about.first);
    Instant began = about.intended == null ? before : about.intended;
    // It may have waited, or been decided about, before anything said that it is performed.
    return began.isAfter(first) ? first : began;
  }

  private static String parent(Address address) {
    int slash = address.path().lastIndexOf('/');
    return slash < 0 ? "" : address.path().substring(0, slash);
  }

  private static String number(Address address) {
    String last = address.path().substring(address.path().lastIndexOf('/') + 1);
    return last.substring(0, last.indexOf('.'));
  }
}

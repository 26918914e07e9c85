package dev.retinue.history;

import dev.retinue.budget.Money;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.knowledge.CitationCheck;
import dev.retinue.knowledge.Claim;
import dev.retinue.knowledge.Passages;
import dev.retinue.model.Tokens;
import dev.retinue.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one run, whether it is active, waits or has ended: every effect with its
 * request and result, decisions, waits and times. A moment's picture; immutable.
 */
public final class RunHistory {
  private final JournalRecord.RunStarted start;
  private final Asked asked;
  private final List<JournalRecord> records;
  private final List<Step> steps;
  private final @Nullable AgentDefinition definition;
  private final Map<Address, RunHistory> delegated;
  private final Instant asOf;
  private final JournalRecord.@Nullable RunEnded end;

  /** Whether a run goes on. */
  public enum Status {
    /** It is on a thread, or will be. */
    ACTIVE,
    /** It waits, holding no thread. */
    WAITING,
    /** It has an outcome. */
    ENDED
  }

  /**
   * What was asked, as far as a history shows it.
   *
   * @param reasoner type of the reasoner
   * @param input the task, verbatim
   * @param answerSchema the form of the answer, written, or null
   * @param parent id of the run that delegated this one, or null
   * @param fork where it was forked from, or null
   */
  public record Asked(
      String reasoner,
      String input,
      @Nullable String answerSchema,
      @Nullable String parent,
      @Nullable ForkedFrom fork) {}

  /**
   * The run and the place in it that another run goes on from.
   *
   * @param run id of the run
   * @param address path of the {@link Address} from which on it may differ
   */
  public record ForkedFrom(String run, String address) {}

  private RunHistory(
      List<JournalRecord> records,
      @Nullable AgentDefinition definition,
      Map<Address, RunHistory> delegated,
      Instant asOf) {
    if (records.isEmpty() || !(records.getFirst() instanceof JournalRecord.RunStarted started)) {
      throw new IllegalArgumentException(
          "the records of a run begin with its start, these begin with "
              + (records.isEmpty() ? "nothing" : records.getFirst()));
    }
    this.start = started;
    this.asked = started.request().as(Asked.class);
    this.records = List.copyOf(records);
    this.definition = definition;
    this.delegated = Map.copyOf(delegated);
    this.end = records.getLast() instanceof JournalRecord.RunEnded ended ? ended : null;
    this.asOf = end == null ? asOf : end.at();
    this.steps = StepReader.steps(records);
  }

  /**
   * Reads the records of a run.
   *
   * @param records all of the run, in order
   * @param definition the one it ran with, or null if it is not known
   * @param delegated the histories of the runs that it delegated, by the addresses of the
   *     delegations, as far as known
   * @param now up to when it is told, for a run that has not ended
   * @throws IllegalArgumentException if the records do not begin with a start
   */
  public static RunHistory of(
      List<JournalRecord> records,
      @Nullable AgentDefinition definition,
      Map<Address, RunHistory> delegated,
      Instant now) {
    return new RunHistory(records, definition, delegated, now);
  }

  /** Id of the run. */
  public String run() {
    return start.run();
  }

  /** On whose behalf it ran. */
  public RunScope scope() {
    return start.scope();
  }

  /** What was asked. */
  public Asked asked() {
    return asked;
  }

  /** The definition that it started with, if it is known. */
  public Optional<AgentDefinition> definition() {
    return Optional.ofNullable(definition);
  }

  /** Hash of the definition that it started with. */
  public String definitionHash() {
    return start.definitionHash();
  }

  /** From its start to its end, if it has ended. */
  public Step.Span span() {
    return new Step.Span(start.at(), end == null ? null : end.at());
  }

  /** The moment that this is a picture of: the run's end, if it has ended. */
  public Instant asOf() {
    return asOf;
  }

  /** The outcome, if it has ended. */
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(end).map(ended -> ended.outcome().as(Outcome.class));
  }

  /**
   * The sentences of the answer, and whether the passages that they cite bear them out, see {@link
   * CitationCheck}; empty if the run has not answered or searched no knowledge.
   */
  public List<Claim> claims() {
    Optional<Passages> passages =
        steps.stream()
            .filter(step -> step.effect().equals("SearchKnowledge"))
            .flatMap(step ->
                step.ending() instanceof Step.Ending.Done done
                    ? Stream.of(done.result().as(Passages.class))
                    : Stream.empty())
            .findFirst();
    return outcome().orElse(null) instanceof Outcome.Answered answered && passages.isPresent()
        ? CitationCheck.of(answered.text(), passages.get().list())
        : List.of();
  }

  public Status status() {
    if (end != null) {
      return Status.ENDED;
    }
    return all().anyMatch(Step::waits) ? Status.WAITING : Status.ACTIVE;
  }

  /** The effects of the reasoner, in the order of their addresses. */
  public List<Step> steps() {
    return steps;
  }

  /** The effects of the reasoner, and each followed by those that it performed itself. */
  public Stream<Step> all() {
    return steps.stream().flatMap(RunHistory::withChildren);
  }

  private static Stream<Step> withChildren(Step step) {
    return Stream.concat(
        Stream.of(step), step.children().stream().flatMap(RunHistory::withChildren));
  }

  /** The effect at an address. */
  public Optional<Step> step(Address address) {
    return all().filter(step -> step.address().equals(address)).findFirst();
  }

  /**
   * The histories of the runs that this one delegated, by the addresses of the delegations, as far
   * as they are kept.
   */
  public Map<Address, RunHistory> delegated() {
    return delegated;
  }

  /** Tokens of its own model calls, delegated runs aside. */
  public Tokens tokens() {
    return all().map(Step::tokens).reduce(Tokens.NONE, Tokens::plus);
  }

  /** What its own model calls cost, delegated runs aside. */
  public Money money() {
    return all().map(Step::money).reduce(Money.ZERO, Money::plus);
  }

  /** Time in which all of the run waited: nothing of it was being performed. */
  public Duration waited() {
    Duration waited = Duration.ZERO;
    for (Step.Span span : waits()) {
      waited = waited.plus(span.until(asOf));
    }
    return waited;
  }

  /** The stretches in which something waited and nothing was performed, in order, disjoint. */
  public List<Step.Span> waits() {
    List<Step.Span> waits = new ArrayList<>();
    List<Step.Span> busy = new ArrayList<>();
    for (Step step : all().filter(step -> step.children().isEmpty()).toList()) {
      Instant from = step.span().from();
      for (Step.Mark mark : step.marks()) {
        if (mark instanceof Step.Mark.Waited waited) {
          waits.add(new Step.Span(waited.span().from(), end(waited.span())));
          busy.add(new Step.Span(from, waited.span().from()));
          from = end(waited.span());
        }
      }
      busy.add(new Step.Span(from, end(step.span())));
    }
    return Spans.without(Spans.union(waits), Spans.union(busy));
  }

  private Instant end(Step.Span span) {
    return span.to() == null ? asOf : span.to();
  }

  /** The records that this was read from. */
  public List<JournalRecord> records() {
    return records;
  }

  @Override
  public String toString() {
    return "run " + run() + " of " + scope().agent() + ", " + steps.size() + " steps";
  }
}

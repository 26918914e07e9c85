package dev.retinue.run.internal;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.history.Continuation;
import dev.retinue.history.Fork;
import dev.retinue.history.RunHistory;
import dev.retinue.history.Step;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.label.Label;
import dev.retinue.run.internal.RunRequest.Fork.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes forks into runs, and finds again how they go on. Thread-safe. */
final class Forks {
  private final Function<String, Optional<RunHistory>> histories;

  Forks(Function<String, Optional<RunHistory>> histories) {
    this.histories = histories;
  }

  /**
   * A fork as a run that can be started.
   *
   * @param prefix the records that it begins with, after its start
   */
  record Plan(RunScope scope, RunRequest request, List<JournalRecord> prefix) {}

  static Plan plan(Fork fork, String id, Instant now) {
    RunHistory origin = fork.origin();
    RunScope of = origin.scope();
    List<JournalRecord> prefix = fork.prefix(id, now);
    AgentDefinition varied = fork.variation().definition();
    return new Plan(
        new RunScope(id, of.agent(), of.session(), of.principal(), of.tenant()),
        new RunRequest(
            origin.asked().reasoner(),
            fork.input(),
            origin.asked().answerSchema(),
            null,
            fork.variation().remembered(),
            origin.records().getFirst() instanceof JournalRecord.RunStarted started
                ? started.request().as(RunRequest.class).label()
                : Label.NONE,
            new RunRequest.Fork(
                origin.run(),
                fork.at().path(),
                prefix.size(),
                mode(fork.variation().continuation()),
                varied == null ? null : varied.toJson())),
        prefix);
  }

  private static Mode mode(Continuation continuation) {
    return switch (continuation) {
      case Continuation.Live live -> Mode.LIVE;
      case Continuation.Recorded recorded -> Mode.RECORDED;
      case Continuation.Mocked mocked -> Mode.MOCKED;
    };
  }

  /** What stands in for the world of a run that is being started; null for the world itself. */
  static @Nullable Rehearsal rehearsal(Fork fork) {
    boolean remembered = fork.variation().remembered();
    return switch (fork.variation().continuation()) {
      case Continuation.Live live -> null;
      case Continuation.Recorded recorded ->
          Rehearsal.recorded(
              fork.origin().steps().stream().filter(step -> !fork.shares(step.address())).toList(),
              remembered);
      case Continuation.Mocked mocked -> Rehearsal.mocked(mocked.mock(), remembered);
    };
  }

  /** The same for a run that was started by an earlier process. */
  @Nullable Rehearsal rehearsal(RunRequest request, List<JournalRecord> records) {
    RunRequest.Fork fork = request.fork();
    if (fork == null) {
      return null;
    }
    return switch (fork.mode()) {
      case LIVE -> null;
      case MOCKED -> Rehearsal.mocked(null, request.remembered());
      case RECORDED -> {
        Address at = new Address(fork.address());
        List<Step> steps =
            histories
                .apply(fork.run())
                .map(origin ->
                    origin.steps().stream()
                        .filter(step -> !Fork.shares(step.address(), at))
                        .toList())
                .orElse(List.of());
        Rehearsal rehearsal = Rehearsal.recorded(steps, request.remembered());
        rehearsal.skip(
            records.subList(Math.min(records.size(), 1 + fork.shared()), records.size()));
        yield rehearsal;
      }
    };
  }

  /** Whether the process that made it died before it was whole, and nobody was told of it. */
  static boolean isHalfMade(RunRequest request, List<JournalRecord> records) {
    return request.fork() != null && records.size() < 1 + request.fork().shared();
  }

  static AgentWorld world(AgentWorld world, RunRequest request) {
    RunRequest.Fork fork = request.fork();
    return fork == null || fork.definition() == null
        ? world
        : world.under(AgentDefinition.parse(fork.definition()));
  }
}

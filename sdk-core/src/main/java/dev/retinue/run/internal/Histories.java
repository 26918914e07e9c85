package dev.retinue.run.internal;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.history.Archive;
import dev.retinue.history.Finished;
import dev.retinue.history.RunHistory;
import dev.retinue.history.RunSummary;
import dev.retinue.identity.Address;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.tool.ToolUsage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of runs, wherever it is: of those in flight in the journal, of the others in the
 * archive. Thread-safe.
 */
public final class Histories {
  private final Journal journal;
  private final Archive archive;
  private final BiFunction<String, String, @Nullable AgentDefinition> definitions;
  private final Clock clock;

  Histories(
      Journal journal,
      Archive archive,
      BiFunction<String, String, @Nullable AgentDefinition> definitions,
      Clock clock) {
    this.journal = journal;
    this.archive = archive;
    this.definitions = definitions;
    this.clock = clock;
  }

  /** The history of a run, as of now. */
  public Optional<RunHistory> of(String run) {
    // The archive has a run before the journal lets go of it: asked in this order, none is missed.
    List<JournalRecord> records = journal.read(run);
    if (records.isEmpty()) {
      return archive
          .find(run)
          .map(kept ->
              RunHistory.of(
                  kept.records(),
                  kept.definition(),
                  delegated(run, kept.records()),
                  clock.instant()));
    }
    return Optional.of(
        RunHistory.of(records, definition(records), delegated(run, records), clock.instant()));
  }

  private @Nullable AgentDefinition definition(List<JournalRecord> records) {
    JournalRecord.RunStarted start = (JournalRecord.RunStarted) records.getFirst();
    RunRequest.Fork fork = start.request().as(RunRequest.class).fork();
    return fork != null && fork.definition() != null
        ? AgentDefinition.parse(fork.definition())
        : definitions.apply(start.scope().agent(), start.definitionHash());
  }

  private Map<Address, RunHistory> delegated(String run, List<JournalRecord> records) {
    Map<Address, RunHistory> delegated = new HashMap<>();
    for (Address address : Archiver.places(records, "Delegate")) {
      of(Archiver.childId(run, address)).ifPresent(child -> delegated.put(address, child));
    }
    return delegated;
  }

  /** The runs of an agent, the newest first: in flight, and kept. */
  public List<RunSummary> list(String agent) {
    Map<String, RunSummary> runs = new LinkedHashMap<>();
    archive.list(agent).forEach(kept -> runs.put(kept.run(), kept));
    for (JournaledRun run : journal.runs()) {
      if (run.start().scope().agent().equals(agent) && !isMessage(run)) {
        runs.put(run.start().run(), summary(run));
      }
    }
    List<RunSummary> list = new ArrayList<>(runs.values());
    list.sort(
        Comparator.comparing(RunSummary::startedAt).thenComparing(RunSummary::run).reversed());
    return list;
  }

  private RunSummary summary(JournaledRun run) {
    if (run.ended()) {
      List<JournalRecord> records = journal.read(run.start().run());
      if (!records.isEmpty() && records.getLast() instanceof JournalRecord.RunEnded end) {
        return Finished.summary(run.start(), end);
      }
    }
    return new RunSummary(
        run.start().run(),
        run.start().request().as(RunRequest.class).input(),
        run.start().at(),
        null,
        Optional.empty());
  }

  /** Ids of all runs that are known, for the nearest to one that is not. */
  public List<String> runs() {
    List<String> ids = new ArrayList<>(archive.runs());
    for (JournaledRun run : journal.runs()) {
      if (!isMessage(run)) {
        ids.add(run.start().run());
      }
    }
    return ids;
  }

  /** How an agent has used its tools, in the runs that are kept. */
  public Map<String, ToolUsage> usedTools(String agent) {
    return UsedTools.of(journal, archive, agent);
  }

  /** In the journal a message is a run as well. */
  private static boolean isMessage(JournaledRun run) {
    return run.start().request().as(RunRequest.class).reasoner().equals(Mail.TYPE);
  }
}

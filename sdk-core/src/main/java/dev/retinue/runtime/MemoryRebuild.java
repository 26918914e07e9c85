package dev.retinue.runtime;

import dev.retinue.error.SetupException;
import dev.retinue.history.Archive;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.memory.DamagedMemoryException;
import dev.retinue.memory.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new memory in the place of a damaged one, and fills it from what is still recorded of the
 * agent: its finished runs, and the journal. The damaged files are kept beside it. A crash on the
 * way repeats the filling: a memory without a commit beside a damaged one is not filled yet.
 * Confined to the thread that opens the memory.
 */
final class MemoryRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String agent;
  private final Path folder;
  private final Journal journal;
  private final Archive archive;

  private final Set<Place> places = new HashSet<>();
  private final List<JournaledChange> changes = new ArrayList<>();
  private final Set<String> runs = new HashSet<>();
  private @Nullable Instant earliest;

  /** Where an effect is; one may be in the history and still in the journal. */
  private record Place(String run, Address address) {}

  /**
   * @param folder of the memory
   */
  MemoryRebuild(String agent, Path folder, Journal journal, Archive archive) {
    this.agent = agent;
    this.folder = folder;
    this.journal = journal;
    this.archive = archive;
  }

  /** Moves the folder out of the way; nothing of it is deleted. */
  void moveAside(DamagedMemoryException damage, Clock clock) {
    String name = beside() + TIME.format(clock.instant());
    Path aside = folder.resolveSibling(name);
    for (int again = 2; Files.exists(aside); again++) {
      aside = folder.resolveSibling(name + "-" + again);
    }
    try {
      Files.move(folder, aside);
    } catch (IOException e) {
      e.addSuppressed(damage);
      throw new SetupException(
          folder.toString(),
          "the memory of agent '%s' in %s is damaged and cannot be moved to %s (%s): move it away yourself; a new one is then made"
              .formatted(agent, folder, aside, e),
          e);
    }
    LOG.atError()
        .addKeyValue("agent", agent)
        .addKeyValue("memory", folder)
        .addKeyValue("damaged", aside)
        .setCause(damage)
        .log(
            "the memory in {} is damaged; it was moved to {}, and a new one is filled from the"
                + " journal and the history",
            folder,
            aside);
  }

  /** Whether the memory is one that was opened in the place of a damaged one and never filled. */
  boolean isDue(Memory opened) {
    return opened.committed().equals(JournalPosition.NONE) && !damaged().isEmpty();
  }

  private String beside() {
    return folder.getFileName() + ".damaged-";
  }

  private List<Path> damaged() {
    Path parent = folder.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(path -> path.getFileName().toString().startsWith(beside()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + parent + " cannot be listed", e);
    }
  }

  /**
   * Applies all that is recorded, in the order of its times, and commits it.
   *
   * @param apply applies one change
   * @return what was lost, for the health of the runtime
   */
  String fill(Memory memory, Consumer<JournaledChange> apply) {
    JournalPosition end = journal.end();
    int unreadable =
        archive.read(
            agent,
            run -> {
              if (run.records().getFirst() instanceof JournalRecord.RunStarted start) {
                began(start);
                run.records().forEach(record -> take(record, start.scope().principal()));
              }
            });
    Map<String, Principal> ours = new HashMap<>();
    for (JournaledRun run : journal.runs()) {
      RunScope scope = run.start().scope();
      if (scope.agent().equals(agent)) {
        ours.put(scope.run(), scope.principal());
        began(run.start());
      }
    }
    journal.scan(
        JournalPosition.NONE,
        (position, record) -> {
          Principal principal = ours.get(record.run());
          if (principal != null) {
            take(record, principal);
          }
        });
    changes.sort(Comparator.comparing(JournaledChange::at));
    changes.forEach(apply);
    memory.commit(end);
    String told = told(unreadable);
    LOG.atWarn().addKeyValue("agent", agent).log("{}", told);
    return told;
  }

  private void began(JournalRecord.RunStarted start) {
    runs.add(start.run());
    if (earliest == null || start.at().isBefore(earliest)) {
      earliest = start.at();
    }
  }

  private void take(JournalRecord record, Principal principal) {
    if (record instanceof JournalRecord.Intent intent
        && AgentStores.MEMORY_EFFECTS.contains(intent.effect())
        && places.add(new Place(intent.run(), intent.address()))) {
      changes.add(JournaledChange.of(intent, principal));
    }
  }

  private String told(int unreadable) {
    String lost =
        earliest == null
            ? "no run of the agent is kept, so that nothing of it could be rebuilt"
            : "it was rebuilt from the "
                + runs.size()
                + " runs that are kept; turns before "
                + earliest
                + " could not be";
    String damagedRuns =
        unreadable == 0 ? "" : "; " + unreadable + " files of the history cannot be read either";
    return "the memory was damaged and is now in "
        + damaged().getLast()
        + "; "
        + lost
        + damagedRuns
        + "; put back a copy of "
        + folder
        + " if there is one";
  }
}

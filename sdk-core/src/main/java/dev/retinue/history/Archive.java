package dev.retinue.history;

import dev.retinue.definition.AgentDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The finished runs of a runtime: in the folder {@code history/} of each agent, or on the heap
 * where agents have no folders. Thread-safe.
 */
public final class Archive {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
  private final Function<String, @Nullable Path> folders;
  private final @Nullable Path agents;
  private final Retention retention;
  private final Clock clock;
  private final boolean synced;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<String, NavigableMap<String, Finished>> onHeap = new HashMap<>();
  private final Map<String, NavigableMap<String, Path>> inFiles = new HashMap<>();
  private @Nullable AgentDefinition headed;
  private @Nullable String heading;

  private Archive(
      @Nullable Path agents,
      Function<String, @Nullable Path> folders,
      Retention retention,
      Clock clock,
      boolean synced) {
    this.agents = agents;
    this.folders = folders;
    this.retention = retention;
    this.clock = clock;
    this.synced = synced;
  }

  /** An archive on the heap. */
  public static Archive onHeap(Retention retention, Clock clock) {
    return new Archive(null, agent -> null, retention, clock, false);
  }

  /**
   * An archive in files.
   *
   * @param agents the folder that holds a folder for each agent, named by its id
   * @param synced whether what is kept must survive a failure of power, as the journal's records do
   */
  public static Archive inFiles(Path agents, Retention retention, Clock clock, boolean synced) {
    return new Archive(
        agents, agent -> agents.resolve(agent).resolve("history"), retention, clock, synced);
  }

  /** Whether keeping a run writes to a disk, which takes its time. */
  public boolean isInFiles() {
    return agents != null;
  }

  /**
   * Keeps a run; when this returns it is as safe as the archive makes it. Keeping it again changes
   * nothing. Older runs may go, see {@link Retention}.
   *
   * @throws HistoryException if it cannot be written; it must be kept elsewhere
   */
  public void keep(Finished run) {
    if (retention.runs() == 0) {
      return;
    }
    String agent = run.start().scope().agent();
    String id = run.start().run();
    lock.lock();
    try {
      Path folder = folders.apply(agent);
      if (folder == null) {
        NavigableMap<String, Finished> runs = onHeap.computeIfAbsent(agent, a -> new TreeMap<>());
        runs.put(id, run);
        while (isTooMuch(runs)) {
          runs.pollFirstEntry();
        }
      } else {
        Path file = folder.resolve(id + HistoryFile.SUFFIX);
        HistoryFile.write(file, heading(run), run, synced);
        NavigableMap<String, Path> files = files(agent, folder);
        files.put(id, file);
        while (isTooMuch(files)) {
          Files.deleteIfExists(files.pollFirstEntry().getValue());
        }
      }
    } catch (IOException e) {
      throw new HistoryException(
          id, "run " + id + " cannot be kept in the history of agent '" + agent + "': " + e, e);
    } finally {
      lock.unlock();
    }
  }

  /** Made once as long as runs of the same definition follow each other. */
  private String heading(Finished run) {
    String known = heading;
    if (known == null || !Objects.equals(headed, run.definition())) {
      known = HistoryFile.heading(run.definition());
      heading = known;
      headed = run.definition();
    }
    return known;
  }

  private boolean isTooMuch(NavigableMap<String, ?> runs) {
    return !runs.isEmpty()
        && (runs.size() > retention.runs()
            || retention
                .longest()
                .flatMap(longest ->
                    startOf(runs.firstKey())
                        .map(start -> start.plus(longest).isBefore(clock.instant())))
                .orElse(false));
  }

  /** Ids begin with the milliseconds of the run's start. */
  private static Optional<Instant> startOf(String run) {
    return run.matches("[0-9a-f]{12}-.*")
        ? Optional.of(Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(run, 0, 12)))
        : Optional.empty();
  }

  /** The files of an agent by run: listed once, kept up from then on. */
  private NavigableMap<String, Path> files(String agent, Path folder) throws IOException {
    NavigableMap<String, Path> known = inFiles.get(agent);
    if (known == null || (known.isEmpty() && Files.isDirectory(folder))) {
      known = listed(folder);
      inFiles.put(agent, known);
    }
    return known;
  }

  private static NavigableMap<String, Path> listed(Path folder) throws IOException {
    NavigableMap<String, Path> found = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> file.toString().endsWith(HistoryFile.SUFFIX))
            .forEach(file -> found.put(runOf(file), file));
      }
    }
    return found;
  }

  private static String runOf(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - HistoryFile.SUFFIX.length());
  }

  /** Forgets the runs of an agent whose folder is about to be deleted. */
  public void forget(String agent) {
    lock.lock();
    try {
      onHeap.remove(agent);
      inFiles.remove(agent);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets single runs of an agent.
   *
   * @param which asked of every run that is kept
   * @param unreadable told the ids of runs that cannot be asked about since their files are damaged
   *     or cannot be deleted; these stay
   * @return the ids of those that were forgotten
   */
  public List<String> forget(String agent, Predicate<Finished> which, Consumer<String> unreadable) {
    List<String> forgotten = new ArrayList<>();
    lock.lock();
    try {
      NavigableMap<String, Finished> heap = onHeap.getOrDefault(agent, new TreeMap<>());
      heap.forEach((id, run) -> {
        if (which.test(run)) {
          forgotten.add(id);
        }
      });
      forgotten.forEach(heap::remove);
      Path folder = folders.apply(agent);
      if (folder != null) {
        NavigableMap<String, Path> files = files(agent, folder);
        for (Map.Entry<String, Path> kept : new TreeMap<>(files).entrySet()) {
          Path file = kept.getValue();
          try {
            if (Files.exists(file) && which.test(HistoryFile.read(file))) {
              Files.delete(file);
              files.remove(kept.getKey());
              forgotten.add(kept.getKey());
            }
          } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).log("not forgotten: {}", e.getMessage());
            unreadable.accept(kept.getKey());
          }
        }
      }
      return forgotten;
    } catch (IOException e) {
      throw new UncheckedIOException("the history of agent " + agent + " cannot be listed", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The run of this id, of whichever agent.
   *
   * @throws HistoryException if its file is damaged
   */
  public Optional<Finished> find(String run) {
    lock.lock();
    try {
      for (NavigableMap<String, Finished> runs : onHeap.values()) {
        if (runs.containsKey(run)) {
          return Optional.ofNullable(runs.get(run));
        }
      }
    } finally {
      lock.unlock();
    }
    if (agents == null || !run.matches("[0-9A-Za-z-]+") || !Files.isDirectory(agents)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(agents)) {
      Optional<Path> file =
          all.map(agent -> agent.resolve("history").resolve(run + HistoryFile.SUFFIX))
              .filter(Files::isRegularFile)
              .findFirst();
      return file.isEmpty() ? Optional.empty() : Optional.of(HistoryFile.read(file.get()));
    } catch (IOException e) {
      throw new HistoryException(run, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Hands over the runs of an agent, the oldest first. A damaged file is left out, and said in the
   * log.
   *
   * @return how many were left out
   */
  public int read(String agent, Consumer<Finished> reader) {
    Path folder = folders.apply(agent);
    if (folder == null) {
      List<Finished> runs;
      lock.lock();
      try {
        runs = List.copyOf(onHeap.getOrDefault(agent, new TreeMap<>()).values());
      } finally {
        lock.unlock();
      }
      runs.forEach(reader);
      return 0;
    }
    int damaged = 0;
    try {
      for (Path file : listed(folder).values()) {
        try {
          reader.accept(HistoryFile.read(file));
        } catch (NoSuchFileException e) {
          LOG.atDebug().addKeyValue("file", file).log("gone by its retention meanwhile");
        } catch (IOException e) {
          damaged++;
          LOG.atWarn().addKeyValue("file", file).log("a run is left out: {}", e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be listed", e);
    }
    return damaged;
  }

  /** The runs of an agent, the newest first. A damaged file is left out, and said in the log. */
  public List<RunSummary> list(String agent) {
    List<RunSummary> runs = new ArrayList<>();
    Path folder = folders.apply(agent);
    if (folder == null) {
      lock.lock();
      try {
        onHeap.getOrDefault(agent, new TreeMap<>()).values().stream()
            .map(Finished::summary)
            .forEach(runs::add);
      } finally {
        lock.unlock();
      }
    } else {
      try {
        for (Path file : listed(folder).values()) {
          try {
            runs.add(HistoryFile.summary(file));
          } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).log("left out of a list: {}", e.getMessage());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the folder " + folder + " cannot be listed", e);
      }
    }
    runs.sort(Comparator.comparing(RunSummary::startedAt).reversed());
    return runs;
  }

  /** Ids of all runs that are kept, of all agents. */
  public List<String> runs() {
    List<String> ids = new ArrayList<>();
    lock.lock();
    try {
      onHeap.values().forEach(runs -> ids.addAll(runs.keySet()));
      if (agents != null && Files.isDirectory(agents)) {
        try (Stream<Path> all = Files.list(agents)) {
          for (Path agent : all.toList()) {
            ids.addAll(listed(agent.resolve("history")).keySet());
          }
        }
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + agents + " cannot be listed", e);
    } finally {
      lock.unlock();
    }
  }
}

package dev.retinue.run.internal;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.RetinueException;
import dev.retinue.history.Archive;
import dev.retinue.history.Finished;
import dev.retinue.identity.Address;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves runs that have ended from the journal to the history, with those that they delegated, which
 * are kept until then since their outcomes may be asked for again. The journal lets go of a run
 * only when it is safe in the history; one that cannot be written there stays in the journal, and
 * is tried again when a runtime is built on it. Thread-safe.
 */
final class Archiver {
  private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

  /** So many times as long as committing the views took, they are left alone. */
  private static final int REST = 9;

  private final Journal journal;
  private final Archive archive;
  private final BiFunction<String, String, @Nullable AgentDefinition> definitions;
  private final Consumer<String> commit;
  private final Consumer<String> senderReleased;
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledExecutorService writing;
  private volatile long rested = System.nanoTime();

  /**
   * @param definitions the definition of an agent (by id) if it has this hash
   * @param commit commits the views of an agent (by id), as containing the journal
   * @param senderReleased told the id of a message whose sender the journal let go of
   */
  Archiver(
      Journal journal,
      Archive archive,
      BiFunction<String, String, @Nullable AgentDefinition> definitions,
      Consumer<String> commit,
      Consumer<String> senderReleased) {
    this.journal = journal;
    this.archive = archive;
    this.definitions = definitions;
    this.commit = commit;
    this.senderReleased = senderReleased;
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("retinue-history").daemon(true).factory());
    one.setKeepAliveTime(5, TimeUnit.SECONDS);
    one.allowCoreThreadTimeOut(true);
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.writing = one;
  }

  /** Takes a run that has ended and was not delegated. Does not wait for a disk. */
  void take(String run) {
    taken.add(run);
    if (!archive.isInFiles()) {
      moveTaken();
      return;
    }
    if (!asked.compareAndSet(false, true)) {
      return; // About to be moved with others.
    }
    try {
      var unused =
          writing.schedule(this::moveTaken, rested - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The runtime is closing; the next one finds the run in the journal.
      LOG.atDebug().addKeyValue("run", run).log("a run stays in the journal");
    }
  }

  /** All at once, since a commit of the views takes longer than all else. */
  private void moveTaken() {
    asked.set(false);
    List<Moving> moving = new ArrayList<>();
    Set<String> agents = new TreeSet<>();
    for (String run = taken.poll(); run != null; run = taken.poll()) {
      try {
        Moving each = new Moving(new ArrayList<>(), new ArrayList<>());
        keep(run, each, agents);
        moving.add(each);
      } catch (RetinueException e) {
        stays(run, e);
      }
    }
    long begin = System.nanoTime();
    try {
      agents.forEach(commit);
    } catch (RuntimeException e) { // Also of a host's own views.
      moving.forEach(each -> each.kept().forEach(run -> stays(run, e)));
      return;
    } finally {
      long end = System.nanoTime();
      rested = end + REST * (end - begin);
    }
    for (Moving each : moving) {
      each.kept().reversed().forEach(journal::release);
      each.sent().forEach(senderReleased);
    }
  }

  private static void stays(String run, RuntimeException e) {
    LOG.atError()
        .addKeyValue("run", run)
        .setCause(e)
        .log("a run that has ended stays in the journal, since it cannot be moved to the history");
  }

  /**
   * A run on its way out of the journal.
   *
   * @param kept runs that are in the history, those that it delegated before itself
   * @param sent ids of the messages that they sent
   */
  private record Moving(List<String> kept, List<String> sent) {}

  private void keep(String run, Moving moving, Set<String> agents) {
    List<JournalRecord> records = journal.read(run);
    if (records.isEmpty() || !(records.getFirst() instanceof JournalRecord.RunStarted start)) {
      return;
    }
    for (Address delegation : places(records, "Delegate")) {
      keep(childId(run, delegation), moving, agents);
    }
    for (Address sending : places(records, "SendMessage")) {
      moving.sent().add(messageId(run, sending));
    }
    if (records.getLast() instanceof JournalRecord.RunEnded) {
      archive.keep(new Finished(records, definition(start)));
    }
    moving.kept().add(run);
    agents.add(start.scope().agent());
  }

  private @Nullable AgentDefinition definition(JournalRecord.RunStarted start) {
    RunRequest.Fork fork = start.request().as(RunRequest.class).fork();
    return fork != null && fork.definition() != null
        ? AgentDefinition.parse(fork.definition())
        : definitions.apply(start.scope().agent(), start.definitionHash());
  }

  /** Where a run performed effects of a kind that leaves a trace. */
  static List<Address> places(List<JournalRecord> records, String effect) {
    List<Address> addresses = new ArrayList<>();
    for (JournalRecord record : records) {
      if (record instanceof JournalRecord.Intent intent
          && intent.effect().equals(effect)
          && !addresses.contains(intent.address())) {
        addresses.add(intent.address());
      }
    }
    return addresses;
  }

  /** Id of the run that was delegated at an address. */
  static String childId(String parent, Address address) {
    return childId(parent, Ids.derived(parent, address.path(), "Delegate"));
  }

  /** Id of the run that was delegated with an idempotency key. */
  static String childId(String parent, String key) {
    return parent + "-" + key.substring(0, 12);
  }

  /** Id of the message that was sent at an address. */
  static String messageId(String run, Address address) {
    return childId(run, Ids.derived(run, address.path(), "SendMessage"));
  }

  /** Waits until what it has taken is written. */
  void drain() throws InterruptedException {
    try {
      writing.submit(this::moveTaken).get();
    } catch (RejectedExecutionException e) {
      close();
    } catch (ExecutionException e) {
      throw new IllegalStateException("runs cannot be moved to the history", e);
    }
  }

  /** Writes what it has taken, and takes no more. */
  void close() throws InterruptedException {
    if (!writing.isShutdown()) {
      writing.execute(this::moveTaken);
      writing.shutdown();
    }
    if (!writing.awaitTermination(60, TimeUnit.SECONDS)) {
      LOG.atWarn().log("not all runs could be moved to the history; they stay in the journal");
    }
  }
}

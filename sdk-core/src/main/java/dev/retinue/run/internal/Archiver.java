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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
  private final Journal journal;
  private final Archive archive;
  private final BiFunction<String, String, @Nullable AgentDefinition> definitions;
  private final Consumer<String> senderReleased;
  private final ExecutorService writing;

  /**
   * @param definitions the definition of an agent (by id) if it has this hash
   * @param senderReleased told the id of a message whose sender the journal let go of
   */
  Archiver(
      Journal journal,
      Archive archive,
      BiFunction<String, String, @Nullable AgentDefinition> definitions,
      Consumer<String> senderReleased) {
    this.journal = journal;
    this.archive = archive;
    this.definitions = definitions;
    this.senderReleased = senderReleased;
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("retinue-history").daemon(true).factory());
    one.allowCoreThreadTimeOut(true);
    this.writing = one;
  }

  /** Takes a run that has ended, is committed, and was not delegated. Does not wait for a disk. */
  void take(String run) {
    if (!archive.isInFiles()) {
      move(run);
      return;
    }
    try {
      writing.execute(() -> move(run));
    } catch (RejectedExecutionException e) {
      // The runtime is closing; the next one finds the run in the journal.
      LOG.atDebug().addKeyValue("run", run).log("a run stays in the journal");
    }
  }

  private void move(String run) {
    try {
      List<String> kept = new ArrayList<>();
      List<String> sent = new ArrayList<>();
      keep(run, kept, sent);
      kept.reversed().forEach(journal::release);
      sent.forEach(senderReleased);
    } catch (RetinueException e) {
      LOG.atError()
          .addKeyValue("run", run)
          .setCause(e)
          .log(
              "a run that has ended stays in the journal, since it cannot be moved to the history");
    }
  }

  private void keep(String run, List<String> kept, List<String> sent) {
    List<JournalRecord> records = journal.read(run);
    if (records.isEmpty() || !(records.getFirst() instanceof JournalRecord.RunStarted start)) {
      return;
    }
    for (Address delegation : places(records, "Delegate")) {
      keep(childId(run, delegation), kept, sent);
    }
    for (Address sending : places(records, "SendMessage")) {
      sent.add(messageId(run, sending));
    }
    if (records.getLast() instanceof JournalRecord.RunEnded) {
      archive.keep(new Finished(records, definition(start)));
    }
    kept.add(run);
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
      writing.submit(() -> {}).get();
    } catch (RejectedExecutionException e) {
      close();
    } catch (ExecutionException e) {
      throw new IllegalStateException("doing nothing cannot fail", e);
    }
  }

  /** Writes what it has taken, and takes no more. */
  void close() throws InterruptedException {
    writing.shutdown();
    if (!writing.awaitTermination(60, TimeUnit.SECONDS)) {
      LOG.atWarn().log("not all runs could be moved to the history; they stay in the journal");
    }
  }
}

package dev.retinue.runtime;

import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.MemoryChange;
import dev.retinue.definition.MemoryUpkeep.Extraction;
import dev.retinue.file.WholeFile;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.json.RecordedForm;
import dev.retinue.label.Label;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.run.Outcome;
import dev.retinue.run.internal.Erased;
import dev.retinue.run.internal.RunEngine;
import dev.retinue.run.internal.RunRequest;
import dev.retinue.secret.SecretPatterns;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent remembers, as one principal sees it: theirs, and what is shared. What is changed is
 * changed by a run of the system, journaled as any other. Thread-safe; holds nothing open.
 */
public final class AgentMemory {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMemory.class);

  private static final int RELEVANT = 10;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private final AgentStores stores;
  private final RunEngine engine;
  private final Supplier<String> ids;
  private final Principal principal;

  AgentMemory(AgentStores stores, RunEngine engine, Supplier<String> ids, Principal principal) {
    this.stores = stores;
    this.engine = engine;
    this.ids = ids;
    this.principal = principal;
  }

  /** Who sees it so. */
  public Principal principal() {
    return principal;
  }

  /**
   * Keeps records; those that are kept already are left alone. When this returns they are journaled
   * and found. What looks like a secret in them is masked; secrets belong into a vault.
   *
   * @throws IllegalArgumentException if one is of another principal
   * @throws MemoryException if they cannot be kept
   */
  public void remember(List<? extends MemoryRecord> records) throws InterruptedException {
    records.forEach(this::checkOwner);
    List<MemoryRecord> clean = new ArrayList<>();
    records.forEach(record -> clean.add(record.reworded(SecretPatterns::masked)));
    change(new Remembering.Wish.Kept(clean));
  }

  /** Refuses what is of another principal. */
  void checkOwner(MemoryRecord record) {
    Principal owner = record.context().principal();
    if (!owner.equals(principal) && !owner.equals(Principal.SHARED)) {
      throw new IllegalArgumentException(
          "record "
              + record.id()
              + " is of '"
              + owner
              + "', and this memory is of '"
              + principal
              + "'; take agent.memory(..) of its principal");
    }
  }

  /** Keeps one record; see {@link #remember(List)}. */
  public void remember(MemoryRecord record) throws InterruptedException {
    remember(List.of(record));
  }

  /** The records that bear most on a text, ten at most. */
  public Recollections recall(String text) throws InterruptedException {
    return recall(new RecallQuery(text, "", 0, RELEVANT));
  }

  /** What a run of this principal would be reminded of. Nothing is journaled. */
  public Recollections recall(RecallQuery query) throws InterruptedException {
    return stores.look(query, principal);
  }

  /**
   * Waits until all that was kept so far is found by its meaning. It is found by its words as soon
   * as it is kept; vectors are made in the background, which after an import may take minutes.
   *
   * @return whether it is; false if it took longer than that, or the embedding model fails
   */
  public boolean awaitMeanings(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    boolean all = stores.findsByMeaning();
    while (!all && end - System.nanoTime() > 0) {
      Thread.sleep(LOOK_AGAIN);
      all = stores.findsByMeaning();
    }
    return all;
  }

  /**
   * Records in the order of their ids.
   *
   * @param after only those with a greater id; empty for all
   * @param limit the most that are returned, from 1
   */
  public List<MemoryRecord> list(MemorySelection selection, String after, int limit)
      throws InterruptedException {
    return stores.list(selection, principal, after, limit);
  }

  /**
   * Forgets records of this principal; those that are shared are forgotten by the memory of {@link
   * Principal#SHARED}. When this returns, no recall finds them.
   *
   * @return how many there were
   * @throws MemoryException if they cannot be forgotten
   */
  public int forget(MemorySelection selection) throws InterruptedException {
    return Integer.parseInt(change(new Remembering.Wish.Forgotten(selection)).answer());
  }

  /**
   * Forgets all of this principal's that mentions a subject as whole words, without regard to
   * letter case, in whichever part of a record but its session, and all that was made of such
   * records; then erases the runs of this agent and principal that mention it or kept what was
   * forgotten, whole, from the journal and the history: these can be looked at, replayed and forked
   * no more. The subject itself is not journaled, and the runs of this forgetting are erased as
   * well. When it returns, the memory is committed.
   *
   * <p>Left, and said in the receipt: runs that have not ended, with those that they delegated,
   * files of the history that are damaged, and what is shared, which the memory of {@link
   * Principal#SHARED} forgets. What is nobody's memory is not looked at: the agent's files,
   * knowledge and vault, and other agents. If it fails half-way it is simply made again.
   *
   * @throws IllegalArgumentException if the subject has no letter and no digit
   * @throws MemoryException if records cannot be forgotten
   */
  public ForgettingReceipt forgetSubject(String subject) throws InterruptedException {
    SubjectForgetting forgetting = new SubjectForgetting(new Mention(subject), principal);
    stores.rearranged(principal, forgetting::look);
    Set<String> own = new HashSet<>();
    for (List<String> page : forgetting.find(this)) {
      own.add(change(new Remembering.Wish.Forgotten(new MemorySelection.Ids(page))).run());
    }
    Erased erased =
        engine.erase(
            stores.definition().id(),
            principal,
            record -> own.contains(record.run()) || forgetting.concerns(record));
    Map<String, String> left = new HashMap<>(erased.left());
    forgetting
        .shared()
        .forEach(id -> left.put(id, "it is shared; the memory of Principal.SHARED forgets it"));
    return new ForgettingReceipt(forgetting.bySort(), erased.runs(), left);
  }

  /**
   * Consolidates what is this principal's: what is new is looked at, for facts and standing
   * instructions that it holds and for what it repeats or contradicts; short-term memory whose time
   * is over becomes long-term or episodic; what has expired, and the least valuable where there is
   * too much, goes. A bounded amount of work; if the report says that there is more, call it again.
   * Done by a run of the system, unless there is nothing to do.
   *
   * @throws MemoryException if the memory cannot be consolidated
   */
  public ConsolidationReport consolidate() throws InterruptedException {
    Consolidation found = stores.review(principal, List.of());
    if (stores.definition().memory().consolidation().extraction() == Extraction.MODEL) {
      List<MemoryRecord> said = foundByModel(found.change().seen());
      found = said.isEmpty() ? found : stores.review(principal, said);
    }
    return found.change().isEmpty()
        ? new ConsolidationReport("", found)
        : new ConsolidationReport(rearrange("", found), found);
  }

  /** What the agent's model finds in turns that are looked at for the first time. */
  private List<MemoryRecord> foundByModel(List<String> seen) throws InterruptedException {
    List<MemoryRecord> found = new ArrayList<>();
    if (seen.isEmpty()) {
      return found;
    }
    List<MemoryRecord> fresh = list(new MemorySelection.Ids(seen), "", seen.size());
    for (ToldTurns told : ToldTurns.batches(fresh)) {
      try {
        found.addAll(told.stated(change(Extracting.TYPE, told.order()).answer()));
      } catch (MemoryException e) {
        LOG.atWarn()
            .addKeyValue("agent", stores.definition().id())
            .setCause(e)
            .log(
                "nothing is taken from {} turns by the model, which is not asked about them again",
                told.order().said().size());
      }
    }
    return found;
  }

  /**
   * Undoes a consolidation: gives back what it removed, takes away what it made, and moves back
   * what it moved, as far as that has not changed since. What is given back has a whole lifetime
   * before it. To undo several, begin with the last.
   *
   * @param run id of the run, from its report or the agent's history
   * @throws MemoryException if it is no consolidation of this principal's memory, or its history is
   *     gone
   */
  public void undo(String run) throws InterruptedException {
    JournalRecord.RunStarted start =
        engine
            .histories()
            .of(run)
            .map(history -> history.records().getFirst())
            .map(JournalRecord.RunStarted.class::cast)
            .filter(known -> known.scope().principal().equals(principal))
            .filter(known -> known.scope().agent().equals(stores.definition().id()))
            .orElseThrow(() -> notUndone(run, "no such run of it is kept"));
    Rearranging.Order order =
        Rearranging.order(start)
            .filter(known -> known.undoes().isEmpty())
            .orElseThrow(() -> notUndone(run, "it is no consolidation"));
    MemoryChange back = order.what().change().inverse(stores.now());
    if (!back.isEmpty()) {
      var unused = rearrange(run, new Consolidation(back, List.of(), false, null));
    }
  }

  private MemoryException notUndone(String run, String why) {
    return new MemoryException(
        run,
        "run "
            + run
            + " cannot be undone in the memory that agent '"
            + stores.definition().id()
            + "' has of '"
            + principal
            + "': "
            + why
            + "; agent.history() lists its runs");
  }

  private String rearrange(String undoes, Consolidation what) throws InterruptedException {
    return change(Rearranging.TYPE, new Rearranging.Order(undoes, what)).run();
  }

  /**
   * Writes what is this principal's as JSON Lines, in UTF-8: a header, then one record a line in
   * the order of their ids. What is shared is written by the memory of {@link Principal#SHARED}
   * alone, so that no two exports hold the same. The same records are the same bytes. A fact is
   * written with the end that later ones gave it; what consolidation made of a record's kind, and
   * vectors, are not written. What is kept meanwhile may be in it or not. It takes no more heap for
   * more records.
   *
   * @param file replaced in one step when all is written
   * @return how many records there were
   * @throws IOException if it cannot be written
   */
  public int exportTo(Path file) throws IOException, InterruptedException {
    Path fresh = WholeFile.fresh(file);
    int records;
    try {
      try (Writer out = Files.newBufferedWriter(fresh)) {
        records = exportTo(out);
      }
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return records;
  }

  /** The same to a writer, which is neither flushed nor closed; see {@link #exportTo(Path)}. */
  public int exportTo(Writer out) throws IOException, InterruptedException {
    return new MemoryLines(this, stores.definition().id()).write(out);
  }

  /**
   * Keeps what {@link #exportTo(Path)} wrote, of this agent or another, with its sources and the
   * caution that it needs. It is journaled as all that is remembered, in batches; records that are
   * kept already are left alone, so that an import that was cut short is simply made again.
   *
   * @return how many records were not kept already
   * @throws MemoryException if a line is malformed, lacks something or is of another principal: it
   *     names the line, and all lines before it are imported
   * @throws IOException if it cannot be read; some of it may be imported
   */
  public int importFrom(Path file) throws IOException, InterruptedException {
    try (Reader in = Files.newBufferedReader(file)) {
      return importFrom(in);
    }
  }

  /** The same from a reader, which is not closed; see {@link #importFrom(Path)}. */
  public int importFrom(Reader in) throws IOException, InterruptedException {
    return new MemoryLines(this, stores.definition().id()).read(in);
  }

  /** A run of the system that ended well. */
  private record Change(String run, String answer) {}

  private Change change(Remembering.Wish wish) throws InterruptedException {
    return change(Remembering.TYPE, wish);
  }

  private Change change(String type, Object input) throws InterruptedException {
    RunScope scope =
        new RunScope(
            ids.get(),
            stores.definition().id(),
            "system",
            principal,
            stores.definition().agent().tenant());
    Outcome outcome =
        engine
            .start(
                stores,
                scope,
                new RunRequest(type, RecordedForm.write(input), null, null, false, Label.NONE))
            .await();
    return switch (outcome) {
      case Outcome.Answered answered -> new Change(scope.run(), answered.text());
      default ->
          throw new MemoryException(
              scope.agent(),
              "the memory of agent '"
                  + scope.agent()
                  + "' was not changed as asked: "
                  + outcome.text()
                  + " (run "
                  + scope.run()
                  + ")");
    };
  }
}

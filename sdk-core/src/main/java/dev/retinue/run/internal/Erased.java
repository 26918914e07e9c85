package dev.retinue.run.internal;

import dev.retinue.history.Archive;
import dev.retinue.identity.Principal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of runs that were to be erased. Immutable.
 *
 * @param runs ids of those that are gone from the journal and the history
 * @param left why others are not, by their ids
 */
public record Erased(List<String> runs, Map<String, String> left) {
  public Erased {
    runs = List.copyOf(runs);
    left = Map.copyOf(left);
  }

  static Erased from(
      Journal journal,
      Archive archive,
      String agent,
      Principal principal,
      Predicate<JournalRecord> which) {
    Set<String> wanted = wanted(journal, agent, principal, which);
    Map<String, String> left = new TreeMap<>();
    Map<String, JournaledRun> held = new HashMap<>();
    journal.runs().forEach(run -> held.put(run.start().run(), run));
    for (String id : wanted) {
      String reason = whyNeeded(held.get(id), held);
      if (!reason.isEmpty()) {
        left.put(id, reason);
      }
    }
    Set<String> gone = new TreeSet<>(wanted);
    gone.removeAll(left.keySet());
    List<String> kept =
        archive.forget(
            agent,
            run ->
                run.records().getFirst() instanceof JournalRecord.RunStarted start
                    && start.scope().principal().equals(principal)
                    && !left.containsKey(start.run())
                    && (gone.contains(start.run()) || run.records().stream().anyMatch(which)),
            id -> left.put(id, "its file in the history cannot be read or deleted"));
    gone.addAll(kept);
    gone.removeAll(left.keySet());
    if (!gone.isEmpty()) {
      journal.erase(gone);
    }
    return new Erased(List.copyOf(gone), left);
  }

  /** Also of runs that were released and whose bytes are there still. */
  private static Set<String> wanted(
      Journal journal, String agent, Principal principal, Predicate<JournalRecord> which) {
    Set<String> ours = new HashSet<>();
    Set<String> wanted = new TreeSet<>();
    for (JournaledRun run : journal.runs()) {
      if (isOf(run.start(), agent, principal)) {
        ours.add(run.start().run());
      }
    }
    journal.scan(
        JournalPosition.NONE,
        (position, record) -> {
          if (record instanceof JournalRecord.RunStarted start && isOf(start, agent, principal)) {
            ours.add(start.run());
          }
          if (ours.contains(record.run()) && !wanted.contains(record.run()) && which.test(record)) {
            wanted.add(record.run());
          }
        });
    return wanted;
  }

  private static boolean isOf(JournalRecord.RunStarted start, String agent, Principal principal) {
    return start.scope().agent().equals(agent) && start.scope().principal().equals(principal);
  }

  private static String whyNeeded(@Nullable JournaledRun run, Map<String, JournaledRun> held) {
    if (run == null) {
      return "";
    }
    if (!run.ended()) {
      return "it has not ended; forget again when it has";
    }
    String parent = run.start().request().as(RunRequest.class).parent();
    return parent != null && held.containsKey(parent)
        ? "run " + parent + ", which delegated it, has not ended; forget again when it has"
        : "";
  }
}

package dev.retinue.run.internal;

import dev.retinue.error.SetupException;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Erases what is kept of an agent, or of some of its runs, but for its stores. Thread-safe. */
final class Forgetting {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private final RunEngine engine;
  private final RunEngine.Parts parts;
  private final KnownAgents known;
  private final Archiver archiver;

  Forgetting(RunEngine engine, RunEngine.Parts parts, KnownAgents known, Archiver archiver) {
    this.engine = engine;
    this.parts = parts;
    this.known = known;
    this.archiver = archiver;
  }

  /**
   * Cancels the runs of an agent and erases them, and its mail, from the journal; then does what is
   * left to do to be rid of it. If anything of it fails, runs of it can be started as before.
   */
  void forget(String agent, Runnable rest) throws InterruptedException {
    AgentWorld world = known.remove(agent); // No run of it can be started from here on.
    boolean forgotten = false;
    try {
      forget(agent);
      rest.run();
      forgotten = true;
    } finally {
      if (!forgotten && world != null) {
        known.add(world);
      }
    }
  }

  private void forget(String agent) throws InterruptedException {
    List<Execution> running =
        engine.live().stream().filter(run -> run.scope().agent().equals(agent)).toList();
    running.forEach(Execution::cancel);
    for (Execution run : running) {
      if (run.await(GRACE).isEmpty()) {
        throw new SetupException(
            agent,
            "run "
                + run.id()
                + " of agent '"
                + agent
                + "' did not end within "
                + GRACE
                + " of its cancellation; erase again when it has");
      }
    }
    List<String> runs =
        parts.journal().runs().stream()
            .filter(run -> run.start().scope().agent().equals(agent))
            .map(run -> run.start().run())
            .toList();
    engine.mail().forget(agent);
    archiver.drain();
    parts.archive().forget(agent);
    parts.budgets().forget(agent, runs);
    parts.learning().forget(agent);
    parts.journal().erase(runs);
  }

  /**
   * Erases runs of an agent that have ended from the journal and the history, after its views are
   * committed. Those that have not, or whose outcome one that has not may ask for, stay.
   *
   * @param which asked of each record of its runs: one is enough
   */
  Erased erase(String agent, Principal principal, Predicate<JournalRecord> which)
      throws InterruptedException {
    archiver.drain();
    known.commit(agent, engine.position());
    return Erased.from(parts.journal(), parts.archive(), agent, principal, which);
  }
}

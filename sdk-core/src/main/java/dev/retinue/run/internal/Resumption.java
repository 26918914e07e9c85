package dev.retinue.run.internal;

import dev.retinue.error.RetinueException;
import dev.retinue.error.SetupException;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.reasoner.Reasoner;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with what an earlier process left in the journal. Thread-safe. */
final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);
  private final RunEngine engine;
  private final Forks forks;
  private final Archiver archiver;

  Resumption(RunEngine engine, Forks forks, Archiver archiver) {
    this.engine = engine;
    this.forks = forks;
    this.archiver = archiver;
  }

  /**
   * Goes on with the runs of an agent that are in the journal and have not ended; those that have
   * are committed and moved to the history. If it is interrupted, none goes on.
   */
  void resume(AgentWorld world) throws InterruptedException {
    List<JournaledRun> known =
        engine.journal().runs().stream()
            .filter(run -> run.start().scope().agent().equals(world.definition().id()))
            .toList();
    for (JournaledRun run : known) {
      if (run.ended()) {
        try {
          commitEnded(world, run);
        } catch (JournalException e) {
          cannotGoOn(run.start(), e); // It is damaged; the others go on.
        }
      }
    }
    for (JournaledRun run : known) {
      if (!run.ended()) {
        try {
          resume(world, run);
        } catch (JournalException e) {
          cannotGoOn(run.start(), e);
        }
      }
    }
  }

  private static void cannotGoOn(JournalRecord.RunStarted start, RetinueException e) {
    LOG.atError()
        .addKeyValue("run", start.run())
        .addKeyValue("agent", start.scope().agent())
        .log("a run stays in the journal as it is: {}", e.getMessage());
  }

  private void resume(AgentWorld world, JournaledRun known) {
    JournalRecord.RunStarted start = known.start();
    RunRequest request = start.request().as(RunRequest.class);
    if (request.reasoner().equals(Mail.TYPE)) {
      engine.mail().restore(known, request);
    } else if (engine.live(start.run()) == null) {
      resume(world, start, request);
    }
  }

  private void resume(AgentWorld world, JournalRecord.RunStarted start, RunRequest request) {
    Reasoner reasoner;
    try {
      reasoner = engine.reasoner(request);
    } catch (SetupException e) {
      cannotGoOn(start, e);
      return;
    }
    List<JournalRecord> records =
        request.fork() == null ? List.of() : engine.journal().read(start.run());
    if (Forks.isHalfMade(request, records)) {
      engine.journal().release(start.run());
      return;
    }
    AgentWorld own = Forks.world(world, request);
    Execution run =
        new Execution(
            engine,
            own,
            reasoner,
            start.scope(),
            request,
            true,
            !start.definitionHash().equals(own.definitionHash()),
            forks.rehearsal(request, records));
    engine.goOn(run);
  }

  /** The process in which it ended may have died before the views were committed. */
  private void commitEnded(AgentWorld world, JournaledRun known) throws InterruptedException {
    String run = known.start().run();
    RunRequest request = known.start().request().as(RunRequest.class);
    if (request.reasoner().equals(Mail.TYPE)) {
      engine.mail().restore(known, request);
      return;
    }
    for (JournalRecord record : engine.journal().read(run)) {
      if (record instanceof JournalRecord.Intent intent) {
        world.recover(intent.effect());
      }
    }
    if (request.parent() == null || engine.journal().read(request.parent()).isEmpty()) {
      archiver.take(run);
    }
  }
}

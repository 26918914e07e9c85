package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.journal.JournalException;
import dev.retinue.json.AnswerSchema;
import dev.retinue.memory.Context;
import dev.retinue.memory.Turn;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.StopReason;
import dev.retinue.reasoner.Task;
import dev.retinue.run.Outcome;
import dev.retinue.run.internal.Unwind.Cause;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolTraits;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a reasoner reason, and makes an outcome of whatever comes of it. Thread-safe. */
final class Reasoning {
  private static final Logger LOG = LoggerFactory.getLogger(Reasoning.class);
  private final Execution run;
  private final Reasoner reasoner;

  Reasoning(Execution run, Reasoner reasoner) {
    this.run = run;
    this.reasoner = reasoner;
  }

  /** The outcome; empty if the run waits or the runtime closes. */
  Optional<Outcome> outcome(Branches effects) {
    try {
      Collection<Tool> tools = run.world().tools().values();
      Task task =
          new Task(
              run.request().input(),
              run.scope(),
              run.world().definition(),
              tools.stream().map(Tool::specification).toList(),
              ToolTraits.resultLimits(tools),
              run.request().answerSchema() == null
                  ? null
                  : AnswerSchema.read(run.request().answerSchema()));
      Conclusion conclusion = reasoner.reason(task, effects);
      Cause missed = run.activity().unwinding();
      if (missed != null) {
        return unwound(missed);
      }
      return Optional.of(
          switch (conclusion) {
            case Conclusion.Answer answer -> {
              remember(task, answer, effects);
              yield new Outcome.Answered(
                  answer.text(), answer.citations(), run.usage(), effects.label());
            }
            case Conclusion.GaveUp gaveUp ->
                new Outcome.Stopped(
                    gaveUp.reason(),
                    gaveUp.detail(),
                    gaveUp.closing().text(),
                    gaveUp.closing().citations(),
                    run.usage());
          });
    } catch (Unwind unwind) {
      return unwound(unwind.why());
    } catch (EffectException e) {
      Cause missed = run.activity().unwinding();
      return missed == null ? Optional.of(failed(e)) : unwound(missed);
    } catch (JournalException e) {
      throw e; // Not the run's end: what is recorded is sound, and it can go on from there.
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      // A host's reasoner may fail in any way; its run ends, and says how.
      LOG.atError()
          .addKeyValue("run", run.id())
          .addKeyValue("agent", run.scope().agent())
          .setCause(e)
          .log("a reasoner failed");
      return Optional.of(
          new Outcome.Failed(
              "REASONER", "reasoner '" + reasoner.type() + "' threw " + e, run.usage()));
    }
  }

  private Outcome failed(EffectException e) {
    return e.kind().equals(EffectException.BUDGET)
        ? new Outcome.Stopped(StopReason.BUDGET, e.getMessage(), run.usage())
        : new Outcome.Failed(e.kind(), e.getMessage(), run.usage());
  }

  private Optional<Outcome> unwound(Cause cause) {
    return switch (cause) {
      case Cause.Waits waits -> Optional.empty();
      case Cause.Closes closes -> Optional.empty();
      case Cause.GivenUp givenUp -> Optional.empty();
      case Cause.Expires expires ->
          Optional.of(
              new Outcome.Failed(
                  "INTERRUPTED",
                  "the run's thread was interrupted, and not by the runtime",
                  run.usage()));
      case Cause.Cancels cancels -> Optional.of(new Outcome.Cancelled(run.usage()));
      case Cause.Refused refused ->
          Optional.of(new Outcome.Stopped(StopReason.BUDGET, refused.reason(), run.usage()));
      case Cause.Stops stops ->
          Optional.of(new Outcome.Stopped(stops.reason(), stops.detail(), run.usage()));
      case Cause.Doubts doubts ->
          Optional.of(
              new Outcome.InDoubt(
                  doubts.address().path(), doubts.effect(), doubts.key(), run.usage()));
      case Cause.Fails fails ->
          Optional.of(new Outcome.Failed(fails.kind(), fails.message(), run.usage()));
    };
  }

  private void remember(Task task, Conclusion.Answer answer, Branches effects) {
    if (!run.request().remembered() || !run.world().definition().memory().remembers()) {
      return;
    }
    run.checkpoint();
    run.activity().conclude();
    Context context = new Context(run.scope().session(), run.scope().principal(), effects.now());
    effects.perform(
        new Effect.Remember(
            new Turn(
                run.id(),
                context,
                run.request().input(),
                run.tally().toolUses(task.resultLimits()),
                answer.text(),
                effects.label())));
  }
}

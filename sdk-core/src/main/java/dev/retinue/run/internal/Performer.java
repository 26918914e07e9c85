package dev.retinue.run.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.budget.Cost;
import dev.retinue.effect.Backoff;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.error.NearestName;
import dev.retinue.error.RetinueException;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import dev.retinue.json.SchemaCheck;
import dev.retinue.label.Label;
import dev.retinue.model.ModelException;
import dev.retinue.reasoner.ResultPages;
import dev.retinue.run.Outcome;
import dev.retinue.run.RunEvent;
import dev.retinue.run.Usage;
import dev.retinue.run.internal.RunBudget.Reply;
import dev.retinue.run.internal.Unwind.Cause;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The perform stage: what each effect does. The one boundary at which a failing part becomes a
 * result.
 */
final class Performer {
  private static final Logger LOG = LoggerFactory.getLogger(Performer.class);

  /** The most characters of a result that are recorded. */
  private static final int MOST_RECORDED = 4_000_000;

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final RunEngine engine;
  private final Execution run;
  private final EffectTraits traits;
  private final Pipeline pipeline;

  Performer(RunEngine engine, Execution run, EffectTraits traits, Pipeline pipeline) {
    this.engine = engine;
    this.run = run;
    this.traits = traits;
    this.pipeline = pipeline;
  }

  /**
   * @param label of what was seen before
   * @param unsaid what the result must say was asked, since no intent did
   */
  Object perform(Effect<?> effect, Address address, Label label, @Nullable Permitted unsaid) {
    try {
      return switch (effect) {
        case Effect.CallModel call -> callModel(call, address);
        case Effect.CallTool call -> callTool(call, address, label, unsaid);
        case Effect.SelectTools select -> select(select);
        case Effect.Recall recall -> run.world().recall(recall.query(), run.scope().principal());
        case Effect.Remember remember -> {
          run.world().keep(remember.record());
          yield new Effect.Done();
        }
        case Effect.Forget forget ->
            new Effect.Forgotten(run.world().forget(forget.selection(), run.scope().principal()));
        case Effect.Rearrange rearrange -> {
          run.world().rearrange(rearrange.change(), run.scope().principal());
          yield new Effect.Done();
        }
        case Effect.SearchKnowledge search -> run.world().search(search.query());
        case Effect.ScanDocuments scan -> run.world().scan(scan.location());
        case Effect.IngestDocument ingest -> run.world().ingest(ingest.source());
        case Effect.AskHuman ask ->
            throw pipeline.await(ask, address, new Wait.Answer(ask.question()));
        case Effect.Delegate delegate -> delegate(delegate, address, label);
        case Effect.SendMessage send -> {
          engine.mail().deliver(send.to(), message(send, address, label), run.scope());
          yield new Effect.Done();
        }
        case Effect.ReceiveMessage receive ->
            engine
                .mail()
                .take(run.scope().agent())
                .orElseThrow(() -> pipeline.await(receive, address, new Wait.Mail()));
        case Effect.Sleep sleep -> sleep(sleep, address);
        case Effect.ReadClock read -> engine.clock().instant();
        case Effect.DrawRandom draw -> engine.ids().fraction();
        case Effect.DrawId draw -> engine.ids().next();
      };
    } catch (InterruptedException e) {
      throw run.activity().interrupted();
    } catch (ModelException e) {
      throw new EffectException(run.id(), address, e.kind().name(), e.getMessage(), e);
    } catch (EffectException | JournalException e) {
      throw e;
    } catch (RetinueException e) {
      throw new EffectException(run.id(), address, e.getClass().getSimpleName(), e.getMessage(), e);
    } catch (LinkageError e) { // A library of a model or a store is not there, or not as it was.
      throw new EffectException(run.id(), address, e.getClass().getSimpleName(), e.toString(), e);
    }
  }

  private Object callModel(Effect.CallModel call, Address address) throws InterruptedException {
    ModelCall attempts = new ModelCall(engine, run, address, call);
    try {
      return within(
          run.remainingNanos(),
          address.isTop() ? () -> run.givenUp(pipeline, address, null) : null,
          () -> engine.models().call(call.models(), call.request(), attempts));
    } catch (TimeoutException e) {
      throw run.activity().unwind(run.deadline());
    } catch (Unwind unwind) {
      if (unwind.why() instanceof Cause.Refused refused) {
        throw new EffectException(run.id(), address, refused.kind(), refused.reason(), null);
      }
      throw unwind;
    } finally {
      run.tally().costs(address, attempts.end());
    }
  }

  private Effect.SelectedTools select(Effect.SelectTools select) {
    List<ToolSpecification> tools =
        run.world().tools().values().stream()
            .map(Tool::specification)
            .filter(tool -> !select.besides().contains(tool.name()))
            .toList();
    return new Effect.SelectedTools(engine.selector().select(select.task(), tools, select.limit()));
  }

  private ToolResult callTool(
      Effect.CallTool call, Address address, Label label, @Nullable Permitted unsaid)
      throws InterruptedException {
    Tool tool = run.world().tools().get(call.tool());
    if (tool == null) {
      return new ToolResult.Failed(
          "UNKNOWN_TOOL",
          "this agent has no tool '"
              + call.tool()
              + "'"
              + NearestName.hint(call.tool(), run.world().tools().keySet()));
    }
    return switch (SchemaCheck.check(call.arguments(), tool.specification().parameters())) {
      case SchemaCheck.Checked.Wrong wrong ->
          new ToolResult.Failed(
              "MALFORMED_ARGUMENTS", "tool '" + call.tool() + "': " + wrong.problems());
      case SchemaCheck.Checked.Fits fits -> {
        Runnable givenUp =
            address.isTop()
                ? () ->
                    run.givenUp(
                        pipeline,
                        address,
                        () -> pipeline.giveUp(call, address, unsaid, timedOut(tool)))
                : null;
        Duration freshFor = EffectTraits.of(tool, call).freshFor();
        if (freshFor == null) {
          yield tried(tool, fits.json(), call, address, label, givenUp);
        }
        FreshResults.Call asked = FreshResults.Call.of(run.scope(), call.tool(), fits.json());
        Optional<ToolResult> known = engine.freshResults().of(asked);
        if (known.isPresent()) {
          yield known.get();
        }
        ToolResult result = tried(tool, fits.json(), call, address, label, givenUp);
        engine.freshResults().keep(asked, result, freshFor);
        yield result;
      }
    };
  }

  /** Tries as often as the tool's traits allow, where running again is safe. */
  private ToolResult tried(
      Tool tool,
      ObjectNode arguments,
      Effect.CallTool call,
      Address address,
      Label label,
      @Nullable Runnable givenUp)
      throws InterruptedException {
    ToolResult result = once(tool, arguments, new CallContext(tool, call, address, label), givenUp);
    for (int attempt = 1; attempt < tool.traits().attempts(); attempt++) {
      if (!(result instanceof ToolResult.Failed failed) || !isWorthAnotherTry(failed)) {
        break;
      }
      Duration said = failed.retryAfter();
      Duration wait = said == null ? BACKOFF.after(attempt, engine.ids().fraction()) : said;
      if (wait.toNanos() >= run.remainingNanos() || !reserveAnother()) {
        break;
      }
      run.publish(new RunEvent.Retrying(run.id(), address, attempt, failed.message(), wait));
      Thread.sleep(wait);
      run.checkpoint();
      run.tally().costs(address, Cost.TOOL_CALL.withToolCalls(attempt + 1));
      result = once(tool, arguments, new CallContext(tool, call, address, label), givenUp);
    }
    return result;
  }

  private static boolean isWorthAnotherTry(ToolResult.Failed failed) {
    return failed.retryAfter() != null
        || failed.code().equals("TIMEOUT")
        || failed.code().equals("FAILED");
  }

  /** Reserves for one more attempt; what it takes is known. */
  private boolean reserveAnother() {
    if (run.tally().budget().reserve(Cost.TOOL_CALL, Cost.TOOL_CALL)
        instanceof Reply.Reserved reserved) {
      run.tally().budget().settle(reserved.reservation(), Cost.TOOL_CALL);
      return true;
    }
    return false;
  }

  private ToolResult once(
      Tool tool, ObjectNode arguments, CallContext context, @Nullable Runnable givenUp)
      throws InterruptedException {
    long limit = tool.traits().timeout().toNanos();
    long remaining = run.remainingNanos();
    try {
      ToolResult result =
          within(Math.min(limit, remaining), givenUp, () -> tool.call(arguments, context));
      run.activity().checkpointAfterTool(context.address);
      return context.told(result);
    } catch (TimeoutException e) {
      // It may have become less while the tool was called, if another run waits for this one again.
      if (remaining < limit || run.remainingNanos() <= 0) {
        throw run.activity().unwind(run.deadline());
      }
      return EffectTraits.of(tool, context.call).effectClass() == EffectClass.QUERYABLE
          ? new ToolResult.InDoubt(tool.name(), context.idempotencyKey())
          : timedOut(tool);
    } catch (InterruptedException | JournalException e) {
      throw e; // The latter of a child effect: not the tool's failure, and not told as one.
    } catch (Exception | LinkageError | AssertionError e) {
      engine
          .disclosure()
          .log(LOG.atWarn().addKeyValue("run", run.id()).addKeyValue("tool", tool.name()), e)
          .log("a tool failed with an exception");
      return context.told(
          new ToolResult.Failed(
              "FAILED", e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }

  private static ToolResult timedOut(Tool tool) {
    return new ToolResult.Failed(
        "TIMEOUT",
        "tool '"
            + tool.name()
            + "' timed out after "
            + tool.traits().timeout()
            + (tool.traits().effectClass() == EffectClass.PURE
                ? "; raise its timeout or ask for less"
                : "; whether it happened is not known: check before trying again"));
  }

  /** What a tool says of a call, if it said anything: nothing, if the call did not happen. */
  record Probed(boolean answered, Optional<ToolResult> result) {}

  /** Asks a tool whether a call happened. */
  Probed probe(Effect.CallTool call, Address address, Label label) {
    Tool tool = java.util.Objects.requireNonNull(run.world().tools().get(call.tool()));
    CallContext context = new CallContext(tool, call, address, label);
    try {
      return new Probed(
          true,
          within(
                  tool.traits().timeout().toNanos(),
                  null,
                  () -> tool.probe(traits.key(call, address), context))
              .map(context::told));
    } catch (InterruptedException e) {
      throw run.activity().interrupted();
    } catch (Exception e) { // Whatever a tool may throw: it did not say, which is no answer.
      engine
          .disclosure()
          .log(LOG.atWarn().addKeyValue("run", run.id()).addKeyValue("tool", call.tool()), e)
          .log("a probe failed");
      return new Probed(false, Optional.empty());
    }
  }

  private Effect.Delegated delegate(Effect.Delegate delegate, Address address, Label label)
      throws InterruptedException {
    Execution child = engine.delegate(run, delegate, traits.key(delegate, address), label);
    Outcome outcome =
        run.awaitDelegated(child)
            .orElseThrow(() -> pipeline.await(delegate, address, new Wait.Delegated(child.id())));
    run.tally().costs(address, delegated(child, outcome));
    // How it failed may have been put into words by anybody.
    Label seen = outcome instanceof Outcome.Answered answer ? answer.label() : Label.UNTRUSTED;
    return new Effect.Delegated(
        child.id(), outcome instanceof Outcome.Answered, outcome.text(), seen);
  }

  /** What a delegated run cost; of one that had ended in another process what it says itself. */
  private Cost delegated(Execution child, Outcome outcome) {
    if (child.activity().turns() > 0) {
      return child.tally().budget().spent();
    }
    Usage usage = outcome.usage();
    Cost cost =
        new Cost(
            usage.modelCalls(),
            usage.toolCalls(),
            usage.tokens().total(),
            usage.cost(),
            Duration.ZERO);
    run.tally().budget().recallDelegated(cost);
    return cost;
  }

  private Effect.Message message(Effect.SendMessage send, Address address, Label label) {
    return new Effect.Message(
        Archiver.messageId(run.id(), address),
        run.scope().agent(),
        send.body(),
        engine.now(),
        label);
  }

  private Effect.Done sleep(Effect.Sleep sleep, Address address) {
    Instant now = engine.clock().instant();
    Wait.Until until =
        pipeline.waited(address) instanceof Wait.Until recorded
            ? recorded
            : new Wait.Until(now.plus(sleep.duration()));
    if (now.isBefore(until.instant())) {
      throw pipeline.await(sleep, address, until);
    }
    return new Effect.Done();
  }

  /** Something that is called and may fail in its own way. */
  private interface Action<T, X extends Exception> {
    T call() throws X;
  }

  /**
   * Calls on this thread, which is interrupted when the time is up. A result that is there all the
   * same is used; an exception of a call that was interrupted is the interrupt's doing.
   *
   * @param givenUp called when the call does not even react to its interrupt; null if its thread
   *     cannot be given up without that of a call around it
   */
  private <T, X extends Exception> T within(
      long nanos, @Nullable Runnable givenUp, Action<T, X> action)
      throws X, InterruptedException, TimeoutException {
    Watchdog.Call call = engine.watchdog().begin(run, nanos, givenUp);
    try {
      T result = action.call();
      end(call);
      return result;
    } catch (Unwind unwind) {
      end(call);
      if (unwind.why() instanceof Cause.Expires && call.interrupted()) {
        throw new TimeoutException();
      }
      throw unwind;
    } catch (Exception e) { // Whatever it is, it may be the interrupt's doing.
      end(call);
      if (run.activity().isStopping()) {
        throw new InterruptedException();
      }
      if (call.interrupted()) {
        throw new TimeoutException();
      }
      throw e;
    } catch (Error e) {
      end(call);
      throw e;
    }
  }

  private void end(Watchdog.Call call) {
    if (!engine.watchdog().end(call)) {
      throw new Unwind(new Cause.GivenUp());
    }
  }

  private final class CallContext implements ToolContext {
    private final Tool tool;
    private final Effect.CallTool call;
    private final Address address;
    private final Branches effects;

    CallContext(Tool tool, Effect.CallTool call, Address address, Label label) {
      this.tool = tool;
      this.call = call;
      this.address = address;
      this.effects = pipeline.branches(address, label);
    }

    /** A result as it may be told: cleared of secrets, labelled by what was seen for it. */
    ToolResult told(ToolResult result) {
      ToolResult kept =
          result instanceof ToolResult.Ok(String text, Label own) && text.length() > MOST_RECORDED
              ? new ToolResult.Ok(ResultPages.beginning(text, MOST_RECORDED), own)
              : result;
      ToolResult clean = engine.disclosure().redacted(kept);
      return effects.gained().equals(Label.NONE)
          ? clean
          : ResultLabel.joined(clean, tool, effects.gained());
    }

    @Override
    public String secret(String handle, String destination) {
      return engine.disclosure().open(handle, run.scope(), call, destination, traits.access(call));
    }

    @Override
    public RunScope scope() {
      return run.scope();
    }

    @Override
    public String idempotencyKey() {
      return traits.key(new Effect.CallTool(tool.name(), ""), address);
    }

    @Override
    public Path files() {
      return run.world().files();
    }

    @Override
    public Effects effects() {
      return effects;
    }
  }
}

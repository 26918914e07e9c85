package dev.retinue.history;

import dev.retinue.budget.Money;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Wait;
import dev.retinue.model.ModelReply;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One effect of a run, with what it asked and what came of it. Immutable.
 *
 * @param address where in the run
 * @param effect its kind: the simple name of the {@link Effect}
 * @param request the effect, recorded; of a model call {@code CallModel} and the fingerprint of its
 *     conversation, see {@link TimeTravel#stateAt}; empty where the run ended before it was
 *     recorded
 * @param span from when to when; where nothing was recorded before it was performed, it begins when
 *     what came before it had ended
 * @param ending what came of it
 * @param money what its models cost, by the price table of its time; nothing where no price is
 *     known
 * @param marks what was decided and waited for, in order
 * @param children the effects that it performed itself, in order
 */
public record Step(
    Address address,
    String effect,
    Optional<Payload> request,
    Span span,
    Ending ending,
    Money money,
    List<Mark> marks,
    List<Step> children) {
  public Step {
    marks = List.copyOf(marks);
    children = List.copyOf(children);
  }

  /**
   * A stretch of time.
   *
   * @param to null if it has not ended
   */
  public record Span(Instant from, @Nullable Instant to) {
    /** Its length; up to a moment of the caller's choice if it has not ended. */
    public Duration until(Instant now) {
      Instant end = to == null ? now : to;
      return end.isBefore(from) ? Duration.ZERO : Duration.between(from, end);
    }
  }

  /** What came of an effect. Closed. */
  public sealed interface Ending {
    /** It was performed. */
    record Done(Payload result) implements Ending {}

    /** It could not be performed; see {@link dev.retinue.effect.EffectException}. */
    record Failed(String kind, String message) implements Ending {}

    /** It has not ended: it is being performed, waits, or the run ended around it. */
    record Open() implements Ending {}
  }

  /** Something that happened to an effect before it was performed. Closed. */
  public sealed interface Mark {
    /** By which rule it may happen. */
    record Allowed(String rule, Instant at) implements Mark {}

    /**
     * A person allowed or denied it, or a rule denied it.
     *
     * @param denial why not; null if it may happen
     */
    record Decided(String rule, @Nullable String denial, Instant at) implements Mark {}

    /** A policy or a person settled what to do about it after nobody could tell if it happened. */
    record Settled(String by, JournalRecord.Settled.Verdict verdict, Instant at) implements Mark {}

    /** It waited, holding no thread. */
    record Waited(Wait need, Span span) implements Mark {}
  }

  /** The reply of a model call that was answered. */
  public Optional<ModelReply> reply() {
    return effect.equals("CallModel") && ending instanceof Ending.Done done
        ? Optional.of(done.result().as(ModelReply.class))
        : Optional.empty();
  }

  /** The tool call that this is, if it is one. */
  public Optional<Effect.CallTool> call() {
    return effect.equals("CallTool")
        ? request.map(asked -> (Effect.CallTool) asked.as(Effect.class))
        : Optional.empty();
  }

  /** What became of a tool call that has ended. */
  public Optional<ToolResult> told() {
    return effect.equals("CallTool") && ending instanceof Ending.Done done
        ? Optional.of(done.result().as(ToolResult.class))
        : Optional.empty();
  }

  /** The outcome of a delegation that has ended. */
  public Optional<Effect.Delegated> delegated() {
    return effect.equals("Delegate") && ending instanceof Ending.Done done
        ? Optional.of(done.result().as(Effect.Delegated.class))
        : Optional.empty();
  }

  /** Tokens that it used, without those of its children. */
  public Tokens tokens() {
    return reply().map(ModelReply::tokens).orElse(Tokens.NONE);
  }

  /** Whether it waits at this moment. */
  public boolean waits() {
    return marks.stream()
        .anyMatch(mark -> mark instanceof Mark.Waited waited && waited.span().to() == null);
  }

  /** Whether it went wrong: not performed, denied, or a tool that could not do it. */
  public boolean wentWrong() {
    return ending instanceof Ending.Failed
        || told().filter(result -> !(result instanceof ToolResult.Ok)).isPresent();
  }

  /** Time in which it waited. */
  public Duration waited(Instant now) {
    Duration sum = Duration.ZERO;
    for (Mark mark : marks) {
      if (mark instanceof Mark.Waited waited) {
        sum = sum.plus(waited.span().until(now));
      }
    }
    return sum;
  }
}

package dev.retinue.history;

import dev.langchain4j.data.message.ChatMessage;
import dev.retinue.budget.Money;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.model.ModelRequest;
import dev.retinue.model.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * A run as it stood before an effect: what its reasoner had seen, and what it asked next.
 *
 * @param run id of the run
 * @param address the effect
 * @param seen the effects before it, each with what came of it
 * @param asked what the reasoner asked there, whole; empty where a tool asked it, or the runtime
 *     itself at the end of a run
 * @param request the last model request up to there, itself included, as it was; empty if no model
 *     had been called
 */
public record RunState(
    String run,
    Address address,
    List<Step> seen,
    Optional<Effect<?>> asked,
    Optional<ModelRequest> request) {
  public RunState {
    seen = List.copyOf(seen);
  }

  /** The conversation in that request; empty if no model had been called. */
  public List<ChatMessage> messages() {
    return request.map(asked -> asked.conversation().messages()).orElse(List.of());
  }

  /** Tokens used up to there. */
  public Tokens tokens() {
    return all().map(Step::tokens).reduce(Tokens.NONE, Tokens::plus);
  }

  /** What they cost. */
  public Money money() {
    return all().map(Step::money).reduce(Money.ZERO, Money::plus);
  }

  /** Model calls answered up to there. */
  public long modelCalls() {
    return all().filter(step -> step.reply().isPresent()).count();
  }

  /** Tool calls ended up to there, whatever became of them. */
  public long toolCalls() {
    return all().filter(step -> step.told().isPresent()).count();
  }

  private java.util.stream.Stream<Step> all() {
    return seen.stream().flatMap(RunState::withChildren);
  }

  private static java.util.stream.Stream<Step> withChildren(Step step) {
    return java.util.stream.Stream.concat(
        java.util.stream.Stream.of(step), step.children().stream().flatMap(RunState::withChildren));
  }

  /** The conversation as a person reads it, and what was asked next. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("run " + run + " at " + address + "\n");
    messages().forEach(message -> text.append(Divergence.words(message)).append('\n'));
    return text.toString();
  }
}

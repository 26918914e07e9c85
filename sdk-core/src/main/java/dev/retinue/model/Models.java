package dev.retinue.model;

import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.learning.Lessons;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All language models of a runtime: resolves what a definition names, and calls it with whatever
 * retries, fallbacks and hedging the implementation has. Thread-safe. Nothing above this interface
 * knows a provider.
 */
public interface Models extends AutoCloseable {
  /**
   * What is wrong with a chain of models, before the first call: an unknown provider, a missing
   * key. Each message says what to do. Empty if all can be opened.
   *
   * @param chain the models in order of preference; empty means the runtime's own choice
   */
  List<String> problems(List<ModelDefinition> chain);

  /**
   * Calls the first model of the chain that answers.
   *
   * @throws ModelException if none did
   */
  ModelReply call(List<ModelDefinition> chain, ModelRequest request, Call call)
      throws InterruptedException;

  /**
   * Which model a call would go to if it were made now, and why; empty if the chain leaves nothing
   * open. Calls nobody.
   *
   * @param lessons what was learned so far
   */
  default Optional<ModelChoice> explain(
      List<ModelDefinition> chain, ModelRequest request, Lessons lessons) {
    return Optional.empty();
  }

  @Override
  default void close() {}

  /**
   * The pipeline's side of a call. Every attempt, whether a retry, a fallback or a hedge, begins
   * here.
   */
  interface Call {
    /** The most time that all attempts together may take. */
    Duration timeout();

    /** Whether anybody listens to tokens. */
    boolean streams();

    /**
     * Whether pieces that were told can be withdrawn; if not, an attempt that told some is the
     * last.
     */
    default boolean withdraws() {
      return true;
    }

    /** What was learned from such calls, and where it goes what is learned from this one. */
    default Lessons lessons() {
      return Lessons.none();
    }

    /**
     * Reserves the budget of an attempt. Does not return when the budget is spent: it throws a
     * signal that must not be caught, and the call ends.
     *
     * @param model {@code provider:model}
     */
    Attempt begin(String model);

    /**
     * The same for an attempt that the call can do without, a hedge: where the budget does not
     * allow it, there is none, and the call goes on.
     */
    default Optional<Attempt> beginIfAllowed(String model) {
      return Optional.of(begin(model));
    }
  }

  /** One attempt at a call. */
  interface Attempt {
    /** Publishes a piece of the answer as provisional: it may still be withdrawn. */
    void token(String text);

    /** A piece of the model's reasoning, as provisional as the answer's. */
    default void thinking(String text) {}

    /** A piece of the arguments of a tool call, as provisional as the answer's. */
    default void toolCall(PartialToolCall piece) {}

    /** Settles the reservation of an attempt that answered. */
    void succeeded(Tokens tokens);

    /**
     * Withdraws the provisional tokens and settles the reservation of an attempt that did not
     * answer.
     */
    void failed(String reason);

    /**
     * The same for an attempt that was given up before it ended: its provider may go on, and charge
     * for it.
     */
    default void abandoned(String reason) {
      failed(reason);
    }
  }
}

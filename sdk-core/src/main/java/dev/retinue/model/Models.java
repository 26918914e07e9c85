package dev.retinue.model;

import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.retinue.definition.ModelDefinition;
import java.time.Duration;
import java.util.List;

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

    /**
     * Reserves the budget of an attempt. Does not return when the budget is spent: it throws a
     * signal that must not be caught, and the call ends.
     *
     * @param model {@code provider:model}
     */
    Attempt begin(String model);
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

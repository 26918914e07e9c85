package dev.retinue.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/**
 * How a call goes to the models of a chain: in which order, how often, how long, and what a failure
 * of one means for the next. The only place where calls of models are tried again. Found by {@link
 * java.util.ServiceLoader}; the one of sdk-llm retries, falls back, rests what fails and keeps to
 * limits. Thread-safe.
 */
public interface Routing extends AutoCloseable {
  /** For reports of health: {@code resilient}. */
  String name();

  /**
   * Calls models of the chain until one answers. Each attempt begins with {@link
   * Models.Call#begin}, on the calling thread. When that thread is interrupted, what is under way
   * is left for the caller to settle.
   *
   * @param chain in order of preference; not empty
   * @throws ModelException if none answered: the last failure, with the others suppressed
   */
  Routed route(List<LanguageModel> chain, ChatRequest request, Models.Call call)
      throws InterruptedException;

  @Override
  default void close() {}

  /**
   * An answer.
   *
   * @param model {@code provider:model} of the model that made it
   * @param tokens what it used
   */
  record Routed(String model, ChatResponse response, Tokens tokens) {}

  /** Each model once, in order: for a runtime without sdk-llm. */
  static Routing inOrder() {
    return new InOrder();
  }
}

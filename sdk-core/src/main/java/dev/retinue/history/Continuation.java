package dev.retinue.history;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import java.util.Optional;

/**
 * How a fork goes on after the steps that it shares. Closed. In all but {@link Live} nothing that
 * leaves a trace is performed: a tool runs only if it is PURE; memory, knowledge and other agents
 * are not written to; a wait for time is over at once.
 */
public sealed interface Continuation {
  /** Everything is performed, under the policies and budgets of every run. */
  record Live() implements Continuation {}

  /**
   * What the forked run had asked as well is answered as it was then; a model is called where the
   * conversation is another; a tool call that was never made is not made, and the model is told so.
   */
  record Recorded() implements Continuation {}

  /**
   * Tools are answered by the host. After a restart of the process nobody answers any more, and the
   * model is told so.
   */
  record Mocked(Mock mock) implements Continuation {}

  /** Answers for tools. Thread-safe. */
  @FunctionalInterface
  interface Mock {
    /** What the tool is said to have returned; empty if there is no answer for this call. */
    Optional<ToolResult> answer(Effect.CallTool call);
  }
}

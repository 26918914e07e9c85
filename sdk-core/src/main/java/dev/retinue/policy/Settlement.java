package dev.retinue.policy;

import dev.retinue.effect.ToolResult;

/**
 * What becomes of a tool call in doubt: a crash fell between its intent and its result, or its tool
 * cannot tell what became of it; it must not be repeated unseen, and it cannot be asked about.
 * Given by a policy; after a crash by a person when the policy asks, else by the reasoner that is
 * told. Closed.
 */
public sealed interface Settlement {
  /** It happened, with this result. */
  record Happened(ToolResult result) implements Settlement {}

  /** It did not happen, or may happen twice: it is called again, with the same key. */
  record Repeat() implements Settlement {}

  /** Nobody can tell: the reasoner is told {@link ToolResult.InDoubt} and goes on from there. */
  record Tell() implements Settlement {}

  /** The run ends in doubt. */
  record End() implements Settlement {}
}

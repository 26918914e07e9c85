package dev.retinue.definition;

/** The kinds of effects, as rules name them; one for each of {@code dev.retinue.effect.Effect}. */
public enum EffectKind {
  CALL_MODEL,
  CALL_TOOL,
  SELECT_TOOLS,
  RECALL,
  REMEMBER,
  FORGET,
  REARRANGE,
  SEARCH_KNOWLEDGE,
  SCAN_DOCUMENTS,
  INGEST_DOCUMENT,
  ASK_HUMAN,
  DELEGATE,
  SEND_MESSAGE,
  RECEIVE_MESSAGE,
  SLEEP,
  READ_CLOCK,
  DRAW_RANDOM,
  DRAW_ID
}

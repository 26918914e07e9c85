package dev.retinue.policy;

import dev.retinue.definition.EffectKind;
import dev.retinue.effect.Effect;

/** The kind of an effect. */
final class Kinds {
  private Kinds() {}

  static EffectKind of(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallModel e -> EffectKind.CALL_MODEL;
      case Effect.CallTool e -> EffectKind.CALL_TOOL;
      case Effect.SelectTools e -> EffectKind.SELECT_TOOLS;
      case Effect.Recall e -> EffectKind.RECALL;
      case Effect.Remember e -> EffectKind.REMEMBER;
      case Effect.Forget e -> EffectKind.FORGET;
      case Effect.Rearrange e -> EffectKind.REARRANGE;
      case Effect.SearchKnowledge e -> EffectKind.SEARCH_KNOWLEDGE;
      case Effect.ScanDocuments e -> EffectKind.SCAN_DOCUMENTS;
      case Effect.IngestDocument e -> EffectKind.INGEST_DOCUMENT;
      case Effect.AskHuman e -> EffectKind.ASK_HUMAN;
      case Effect.Delegate e -> EffectKind.DELEGATE;
      case Effect.SendMessage e -> EffectKind.SEND_MESSAGE;
      case Effect.ReceiveMessage e -> EffectKind.RECEIVE_MESSAGE;
      case Effect.Sleep e -> EffectKind.SLEEP;
      case Effect.ReadClock e -> EffectKind.READ_CLOCK;
      case Effect.DrawRandom e -> EffectKind.DRAW_RANDOM;
      case Effect.DrawId e -> EffectKind.DRAW_ID;
    };
  }
}

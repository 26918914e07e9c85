package dev.retinue.run.internal;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.identity.Address;
import dev.retinue.journal.Payload;
import dev.retinue.model.Conversation;
import dev.retinue.tool.Tool;
import java.util.Map;
import java.util.Set;

/** What is known of an effect of a run before it is performed. Immutable. */
final class EffectTraits {
  private final String run;
  private final Map<String, Tool> tools;

  /**
   * @param run id of the run
   * @param tools of its agent
   */
  EffectTraits(String run, Map<String, Tool> tools) {
    this.run = run;
    this.tools = tools;
  }

  /**
   * What may happen to it again after a crash.
   *
   * @param begun whether it was begun in an earlier process
   */
  EffectClass effectClass(Effect<?> effect, boolean begun) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = tools.get(call.tool());
        // Of a tool that is gone nobody can tell any more what it did.
        yield tool != null
            ? tool.traits().effectClass()
            : begun ? EffectClass.UNSAFE : EffectClass.PURE;
      }
      case Effect.CallModel call -> EffectClass.IDEMPOTENT;
      case Effect.Remember remember -> EffectClass.IDEMPOTENT;
      case Effect.IngestDocument ingest -> EffectClass.IDEMPOTENT;
      case Effect.Delegate delegate -> EffectClass.IDEMPOTENT;
      case Effect.SendMessage send -> EffectClass.IDEMPOTENT;
      case Effect.Recall recall -> EffectClass.PURE;
      case Effect.SearchKnowledge search -> EffectClass.PURE;
      case Effect.ScanDocuments scan -> EffectClass.PURE;
      case Effect.SelectTools select -> EffectClass.PURE;
      case Effect.AskHuman ask -> EffectClass.PURE;
      case Effect.ReceiveMessage receive -> EffectClass.PURE;
      case Effect.Sleep sleep -> EffectClass.PURE;
      case Effect.ReadClock read -> EffectClass.PURE;
      case Effect.DrawRandom draw -> EffectClass.PURE;
      case Effect.DrawId draw -> EffectClass.PURE;
    };
  }

  /** What an effect touches; a handle among the arguments of a call touches a secret. */
  Set<AccessClass> access(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = tools.get(call.tool());
        yield tool == null ? Set.of() : Disclosure.access(tool.traits(), call.arguments());
      }
      case Effect.Remember remember -> Set.of(AccessClass.WRITE);
      case Effect.IngestDocument ingest -> Set.of(AccessClass.READ, AccessClass.WRITE);
      case Effect.Recall recall -> Set.of(AccessClass.READ);
      case Effect.SearchKnowledge search -> Set.of(AccessClass.READ);
      case Effect.ScanDocuments scan -> Set.of(AccessClass.READ);
      default -> Set.of();
    };
  }

  /** The idempotency key that an effect at this address is given. */
  String key(Effect<?> effect, Address address) {
    String what = effect instanceof Effect.CallTool call ? call.tool() : kind(effect);
    return Ids.derived(run, address.path(), what);
  }

  /** Its name in the journal and in messages. */
  static String kind(Effect<?> effect) {
    return effect.getClass().getSimpleName();
  }

  /**
   * What an effect asks, for the journal: itself, but for a model call, whose conversation the
   * journal already has.
   */
  static Payload request(Effect<?> effect) {
    if (effect instanceof Effect.CallModel call) {
      Conversation conversation = call.request().conversation();
      return Payload.later(() -> "CallModel " + conversation.fingerprint());
    }
    return Payload.of(effect);
  }
}

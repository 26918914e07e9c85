package dev.retinue.run.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.identity.Address;
import dev.retinue.journal.Payload;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import dev.retinue.model.Conversation;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.VaryingTool;
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
            ? of(tool, call).effectClass()
            : begun ? EffectClass.UNSAFE : EffectClass.PURE;
      }
      case Effect.CallModel call -> EffectClass.IDEMPOTENT;
      case Effect.Remember remember -> EffectClass.IDEMPOTENT;
      case Effect.Forget forget -> EffectClass.IDEMPOTENT;
      case Effect.Rearrange rearrange -> EffectClass.IDEMPOTENT;
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
        yield tool == null ? Set.of() : Disclosure.access(of(tool, call), call.arguments());
      }
      case Effect.Remember remember -> Set.of(AccessClass.WRITE);
      case Effect.Forget forget -> Set.of(AccessClass.WRITE);
      case Effect.Rearrange rearrange -> Set.of(AccessClass.WRITE);
      case Effect.IngestDocument ingest -> Set.of(AccessClass.READ, AccessClass.WRITE);
      case Effect.Recall recall -> Set.of(AccessClass.READ);
      case Effect.SearchKnowledge search -> Set.of(AccessClass.READ);
      case Effect.ScanDocuments scan -> Set.of(AccessClass.READ);
      default -> Set.of();
    };
  }

  /** Of one call; what is no JSON object may be anything that the tool does. */
  static ToolTraits of(Tool tool, Effect.CallTool call) {
    if (!(tool instanceof VaryingTool varying)) {
      return tool.traits();
    }
    ObjectNode arguments;
    try {
      arguments = Json.read(call.arguments(), ObjectNode.class);
    } catch (IllegalArgumentException e) {
      return tool.traits();
    }
    return arguments == null ? tool.traits() : varying.traits(arguments);
  }

  /** Whether it changes a view of the journal. */
  static boolean changesView(Effect<?> effect) {
    return effect instanceof Effect.Remember
        || effect instanceof Effect.Forget
        || effect instanceof Effect.Rearrange
        || effect instanceof Effect.IngestDocument;
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

  /** A request that was recorded by an earlier version, as it would be recorded now. */
  static Payload asOfToday(Payload request) {
    String text = request.text();
    return text.startsWith("{")
        ? Payload.recorded(RecordedForm.asOfToday(text, Effect.class))
        : request;
  }
}
